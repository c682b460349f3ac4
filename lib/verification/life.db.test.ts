import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { transactOutside } from "@/db/transact";
import type { TokenActor } from "@/lib/access/actor";
import { replaceGrants } from "@/lib/grants/replace";
import { type ApplicationId, type KeyId, toUuid } from "@/lib/ids";
import { editKey } from "@/lib/keys/edit";
import { revokeKey } from "@/lib/keys/revoke";
import { disableKey, enableKey, quarantineKey } from "@/lib/keys/set-status";
import { mintApi } from "@/lib/testing/catalog";
import { mintKey } from "@/lib/testing/key";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { announce } from "./announce";
import { databaseClock } from "./database-clock";
import { transactSettled } from "./settle";
import { testGates } from "./testing/gate";
import { hammer } from "./testing/hammer";
import { moveClock } from "./testing/move-clock";
import { verify } from "./verify";

testDatabase();
let ours: MintedOrganization;
let actor: TokenActor;
const startGate = testGates(() => actor);

beforeAll(async () => {
  ours = await mintOrganization();
  ({ actor } = await mintToken(ours, ["keys.verify"]));
  await mintApi(ours);
});

const asked = {
  api: "orders",
  permissions: ["orders:refund"],
  request: { ip: "203.0.113.7", origin: "https://crm.example" },
};

/** A key that may refund orders, which was not approved for anybody. */
async function refundingKey() {
  const minted = await mintKey(ours.owner);
  const grants = [{ api: "orders", permission: "orders:refund" }];
  await replaceGrants(ours.owner, minted.applicationId, { grants });
  await alter(minted.applicationId, sql`update grants set approved_for = '{}'`);
  return minted;
}

/** Alters rows of one application, or one key, as no verb does, and waits until every gate knows. */
const alter = (id: ApplicationId | KeyId, statement: ReturnType<typeof sql>) =>
  transactSettled(ours.owner, async (tx) => {
    const isKey = id.startsWith("key_");
    const where = isKey
      ? sql` where id = ${toUuid("key", id as KeyId)}::uuid returning *`
      : sql` where application_id = ${toUuid("app", id as ApplicationId)}::uuid`;
    const [row] = await tx.execute<Record<string, string>>(sql`${statement}${where}`);
    await announce(tx, ours.owner, { kind: isKey ? "key" : "grants", id, revision: 1 });
    return row;
  });

test.each<[string, (id: KeyId) => Promise<unknown>, string]>([
  ["disabled", (id) => disableKey(ours.owner, id), "DISABLED"],
  ["quarantined", (id) => quarantineKey(ours.owner, id, { note: "Seen abroad." }), "QUARANTINED"],
  [
    "limited to other networks",
    (id) => editKey(ours.owner, id, { allowedNetworks: ["198.51.100.0/24"] }),
    "IP_NOT_ALLOWED",
  ],
  [
    "limited to other origins",
    (id) => editKey(ours.owner, id, { allowedOrigins: ["https://shop.example"] }),
    "ORIGIN_NOT_ALLOWED",
  ],
  [
    "given to a developer",
    (id) => editKey(ours.owner, id, { ownerId: ours.developer.id }),
    "INSUFFICIENT_PERMISSIONS",
  ],
  [
    "made valid later only",
    (id) => editKey(ours.owner, id, { notBefore: new Date(Date.now() + 3_600_000).toISOString() }),
    "NOT_YET_VALID",
  ],
])("a key that is %s is accepted by no gate from then on", async (_, narrow, code) => {
  const gates = await Promise.all([startGate(), startGate()]);
  let verifications = 0;
  for (let round = 0; round < 3; round++) {
    const { apiKey, key } = await refundingKey();
    for (const gate of gates) expect(await gate.code(apiKey, asked)).toBe("VALID");
    const load = hammer(gates, apiKey, asked);
    await narrow(key.id);
    const { late, asked: count } = await load.stop(new Date().toISOString());
    expect(late).toBe(0);
    verifications += count;
    for (const gate of gates) expect(await gate.code(apiKey, asked)).toBe(code);
    expect((await verify(actor, { key: apiKey, ...asked })).code).toBe(code);
  }
  console.log(`${code}: 0 late of ${verifications} verifications`);
});

test("what was stopped works again once it may, at every door", async () => {
  const gate = await startGate();
  const { apiKey, key } = await refundingKey();
  await disableKey(ours.owner, key.id);
  expect(await gate.code(apiKey, asked)).toBe("DISABLED");
  await enableKey(ours.owner, key.id);
  expect(await gate.code(apiKey, asked)).toBe("VALID");
  await editKey(ours.owner, key.id, { allowedNetworks: ["203.0.113.0/24"] });
  expect(await gate.code(apiKey, asked)).toBe("VALID");
  expect(await gate.code(apiKey)).toBe("IP_NOT_ALLOWED");
  await editKey(ours.owner, key.id, { allowedNetworks: null });
  expect(await gate.code(apiKey)).toBe("VALID");
  await revokeKey(ours.owner, key.id, {});
  expect(await gate.code(apiKey, asked)).toBe("REVOKED");
});

describe("with the clock of the process moved", () => {
  const hour = 3_600_000;
  afterEach(() => void vi.unstubAllGlobals());

  test("a gate learns the database's time with each lease, also where nobody asks", async () => {
    await startGate();
    const learn = vi.spyOn(databaseClock, "learn");
    await expect.poll(() => learn.mock.calls.length, { timeout: 3_000 }).toBeGreaterThan(1);
    learn.mockRestore();
    const time = await databaseTime();
    moveClock(hour);
    expect(Math.abs(databaseClock.now() - time())).toBeLessThan(1_000);
  });

  /** What the database's clock shows, by a clock of this process that nothing moves. */
  async function databaseTime(): Promise<() => number> {
    const sent = performance.now();
    const [row] = await transactOutside((tx) =>
      tx.execute<{ now: number }>(
        sql`select extract(epoch from clock_timestamp())::float8 * 1000 as now`,
      ),
    );
    const ahead = Number(row?.now) - (sent + performance.now()) / 2;
    return () => performance.now() + ahead;
  }

  test.each([
    ["retires_at", "VALID", "REVOKED"],
    ["expires_at", "VALID", "EXPIRED"],
    ["not_before", "NOT_YET_VALID", "VALID"],
  ])(
    "%s holds to the second by the database's clock",
    async (column, before, after) => {
      for (const offset of [-hour, hour]) {
        const gate = await startGate();
        const { apiKey, key } = await mintKey(ours.owner);
        const time = await databaseTime();
        moveClock(offset);
        const row = await alter(
          key.id,
          sql`update keys set ${sql.identifier(column)} = clock_timestamp() + interval '900 ms'`,
        );
        const moment = Date.parse(row?.[column] ?? "");

        /** How long after the moment the old verdict came last, and the new one first. */
        const watch = async (door: string, ask: () => Promise<string>) => {
          let last = Number.NEGATIVE_INFINITY;
          let first = Number.POSITIVE_INFINITY;
          while (time() < moment + 1_300) {
            const began = time();
            // A loaded machine may be too slow for a read, as for any caller.
            const code = await ask().catch((error) => error.status);
            expect([before, after, 503]).toContain(code);
            if (code === before) last = Math.max(last, Math.round(began - moment));
            else if (code === after) first = Math.min(first, Math.round(time() - moment));
            await sleep(2);
          }
          console.log(
            `${column}, ${offset / hour} h, ${door}: ${before} to ${last}, ${after} from ${first} ms`,
          );
          expect(last).toBeLessThan(1_000);
          expect(first).toBeGreaterThan(-250);
          expect(first).toBeLessThan(1_300);
        };
        await Promise.all([
          watch("gate", () => gate.code(apiKey)),
          watch("portal", async () => (await verify(actor, { key: apiKey })).code),
        ]);
        vi.unstubAllGlobals();
      }
    },
    30_000,
  );
});
