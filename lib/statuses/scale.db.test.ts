import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { asSuperuser } from "@/db/testing/superuser";
import type { Transaction } from "@/db/transact";
import { type KeyId, type OrganizationId, toUuid } from "@/lib/ids";
import { mintJwtWorld } from "@/lib/testing/jwt";
import { mintManyTokens } from "@/lib/testing/many-tokens";
import { expectSeen } from "./facts";
import { type Place, passOf, readPlaces } from "./read";

const { superuserUrl } = testDatabase();

/** `STATUSES=full` reads a million. */
const full = process.env.STATUSES === "full";
const count = full ? Number(process.env.COUNT ?? 1_000_000) : 40_000;
const revoked = count / 100;

/** As many of the one token of the organization, of which one of a hundred is revoked. */
const copies = (organizationId: OrganizationId, count: number) => `
  set session_replication_role = replica;
  create temp table made as
    select gen_random_uuid() as id, n, '${toUuid("org", organizationId)}'::uuid as org_id
    from generate_series(1, ${count - 1}) n;
  insert into keys (org_id, id, application_id, name, environment, kind, status, expires_at, created_by)
    select k.org_id, m.id, k.application_id, k.name, k.environment, k.kind,
      case when m.n % 100 = 7 then 'revoked' else k.status end, k.expires_at, k.created_by
    from keys k join made m using (org_id);
  insert into key_tokens select t.org_id, m.id, t.signing_key_id, t.issuer, t.audience_ids,
      t.audiences, t.scope, 1 + m.n / 1048576, m.n % 1048576, t.expires_at
    from key_tokens t join made m using (org_id)`;

/** By the processor's time: others that want the processor are no business of this test. */
function watchLoop() {
  const spent = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  const began = spent();
  let last = began;
  let held = 0;
  const timer = setInterval(() => {
    held = Math.max(held, spent() - last);
    last = spent();
  }, 1);
  return {
    stop() {
      clearInterval(timer);
      return { held, used: spent() - began };
    },
  };
}

test("the statuses of many tokens are read page by page, no key by itself, and the loop goes on", async () => {
  const { organization, applicationId, grant } = await mintJwtWorld();
  await mintManyTokens(organization, applicationId, 1);
  await asSuperuser(superuserUrl, copies(organization.id, count));
  await asSuperuser(superuserUrl, "analyze keys, key_tokens");
  console.log(`${count} tokens made`);
  async function read(scope: Parameters<typeof readPlaces>[2]) {
    global.gc?.();
    const before = process.memoryUsage();
    const found = new Map<KeyId, Place>();
    let transactions = 0;
    const pass: ReturnType<typeof passOf> = (work) => {
      transactions++;
      return passOf(organization.id)(work);
    };
    const loop = watchLoop();
    const began = performance.now();
    for await (const places of readPlaces(pass, organization.id, scope)) {
      for (const place of places) found.set(place.keyId, place);
    }
    const ms = performance.now() - began;
    const { held, used } = loop.stop();
    const mib = (process.memoryUsage().heapUsed - before.heapUsed) / 2 ** 20;
    console.log(
      `${scope.of}: ${found.size} of ${count} tokens in ${ms.toFixed(0)} ms, ${transactions} transactions, ${used.toFixed(0)} ms of this processor, heap + ${mib.toFixed(0)} MiB, loop held ≤ ${held.toFixed(0)} ms`,
    );
    return { found, held, ms };
  }

  const all = await read({ of: "all" });
  expect(all.found.size).toBe(revoked);
  expect([...all.found.values()].every(({ status }) => status === "revoked")).toBe(true);
  const some = [...all.found.keys()].slice(0, 1000);
  const few = await read({ of: "keys", ids: some });
  expect([...few.found.keys()].sort()).toEqual(some.sort());
  await grant([]);
  const worst = await read({ of: "application", id: applicationId });
  expect(worst.found.size).toBe(count);
  for (const { held } of [all, few]) expect(held).toBeLessThan(100);
  // The collector takes its share of what this test itself keeps.
  expect(worst.held).toBeLessThan(250);
}, 900_000);

/** By that connection, also for naught. */
async function fetchedRows(tx: Transaction): Promise<number> {
  const [row] = await tx.execute<{ rows: number }>(sql`
    select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::integer as rows
    from pg_stat_xact_user_tables`);
  return row?.rows ?? 0;
}

test("of an organization that the planner has not met no more is read than was asked for", async () => {
  const { organization, mint } = await mintJwtWorld();
  const { key } = await mint();
  const many = 1_000;
  await asSuperuser(superuserUrl, copies(organization.id, many));
  async function fetched(scope: Parameters<typeof readPlaces>[2]) {
    let rows = 0;
    const pass: ReturnType<typeof passOf> = (work) =>
      passOf(organization.id)(async (tx) => {
        const before = await fetchedRows(tx);
        await expectSeen(tx, organization.id, [{ kind: "key", id: key.id, revision: 1 }]);
        const found = await work(tx);
        rows += (await fetchedRows(tx)) - before;
        return found;
      });
    for await (const _ of readPlaces(pass, organization.id, scope, 100));
    return rows;
  }
  expect(await fetched({ of: "keys", ids: [key.id] })).toBeLessThan(30);
  expect(await fetched({ of: "all" })).toBeLessThan(5 * many);
});
