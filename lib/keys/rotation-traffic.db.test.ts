import { setTimeout as sleep } from "node:timers/promises";
import { and, eq, sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { keys } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import type { TokenActor } from "@/lib/access/actor";
import { mintKey, secretOf } from "@/lib/testing/key";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { announce } from "@/lib/verification/announce";
import { type TestGate, testGates } from "@/lib/verification/testing/gate";
import { advanceRotations } from "./advance-rotations";
import { getKey } from "./get";
import { rotateKey } from "./rotate";
import { endRotation } from "./rotation";

testDatabase();

let organization: MintedOrganization;
let token: TokenActor;
beforeAll(async () => {
  organization = await mintOrganization();
  token = (await mintToken(organization, ["keys.verify"])).actor;
});
const startGate = testGates(() => token);

const perSecond = 500;
const every = 10;

/** Asks 500 times a second, evenly, with the keys that `choose` gives, and counts what is answered. */
function traffic(gate: TestGate, choose: () => string[]) {
  const codes = new Map<string, number>();
  const asked: Promise<void>[] = [];
  const began = performance.now();
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - began) / 1000) * perSecond);
    while (asked.length < due) {
      const chosen = choose();
      const key = chosen[asked.length % chosen.length] ?? "";
      asked.push(gate.code(key).then((code) => void codes.set(code, (codes.get(code) ?? 0) + 1)));
    }
  }, every);
  return async () => {
    clearInterval(timer);
    const seconds = (performance.now() - began) / 1000;
    await Promise.all(asked);
    return { count: asked.length, rate: asked.length / seconds, codes: Object.fromEntries(codes) };
  };
}

const clockOf = async () => {
  const [row] = await transact(organization.owner, (tx) =>
    tx.execute<{ ahead: number }>(
      sql`select extract(epoch from clock_timestamp())::float8 * 1000 - ${Date.now()}::float8 as ahead`,
    ),
  );
  return Number(row?.ahead);
};

test("a rotation under 500 verifications a second refuses none, and the old key ends within 1 s", async () => {
  const { owner } = organization;
  const gate = await startGate();
  const { key, apiKey } = await mintKey(owner);
  let inUse = [apiKey];
  const finish = traffic(gate, () => inUse);
  await sleep(500);
  const { key: fresh, apiKey: next } = secretOf(await rotateKey(owner, key.id, { overlap: "1h" }));
  inUse = [apiKey, next];
  await sleep(500);

  const ahead = await clockOf();
  const end = Date.now() + ahead + 1500;
  await transact(owner, async (tx) => {
    const [row] = await tx
      .update(keys)
      .set({ retiresAt: new Date(end), revision: sql`${keys.revision} + 1` })
      .where(and(eq(keys.orgId, organization.id), eq(keys.id, key.id)))
      .returning();
    await announce(tx, owner, { kind: "key", id: key.id, revision: row?.revision ?? 0 });
  });
  await sleep(end - ahead - Date.now() - 100);
  inUse = [next];
  let last = 0;
  while (Date.now() + ahead < end + 2000) {
    const now = Date.now() + ahead;
    if ((await gate.code(apiKey)) === "VALID") last = now;
    await sleep(5);
  }
  const { count, rate, codes } = await finish();
  const late = last - end;
  console.log(
    `a rotation under ${rate.toFixed(0)}/s: ${count - (codes.VALID ?? 0)} of ${count} refused; the old key was last accepted ${late.toFixed(0)} ms after its end`,
  );
  expect(codes).toEqual({ VALID: count });
  expect(rate).toBeGreaterThan(perSecond * 0.9);
  expect(Math.abs(late)).toBeLessThan(1000);
  expect(await gate.code(apiKey)).toBe("REVOKED");
  expect(await advanceRotations()).toBe(1);
  expect((await getKey(owner, key.id)).revokeReason).toBe("superseded");
  expect((await getKey(owner, fresh.id)).status).toBe("active");
  expect(await gate.code(apiKey)).toBe("REVOKED");
});

test("whoever goes over to the new key at once is never refused, whatever becomes of the old", async () => {
  const { owner } = organization;
  const gate = await startGate();
  for (const overlap of ["0s", "1h"]) {
    const { key, apiKey } = await mintKey(owner);
    let inUse = [apiKey];
    const warm = traffic(gate, () => inUse);
    await sleep(200);
    const early = await warm();
    expect(early.codes).toEqual({ VALID: early.count });
    const { apiKey: next } = secretOf(await rotateKey(owner, key.id, { overlap }));
    inUse = [next];
    const finish = traffic(gate, () => inUse);
    if (overlap !== "0s") await endRotation(owner, key.id);
    const refused = await gate.code(apiKey);
    await sleep(500);
    const { count, codes } = await finish();
    expect({ overlap, refused, codes }).toEqual({
      overlap,
      refused: "REVOKED",
      codes: { VALID: count },
    });
  }
});
