import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { changeXid, hearing, lockedHearing } from "./gates";
import { testDatabase } from "./testing/database";
import { asSuperuser } from "./testing/superuser";
import { transactOutside } from "./transact";

const { superuserUrl } = testDatabase();
const root = (statement: string) => asSuperuser(superuserUrl, statement);

beforeEach(() => root("delete from gates"));

/** A gate that has applied everything so far; its lease ends `leaseMs` from now. */
async function enter({ leaseMs, staleSeconds = 0 }: { leaseMs: number; staleSeconds?: number }) {
  const id = randomUUID();
  await root(`
    insert into gates (id, acked, lease_until, stale_seconds, version, address)
    values ('${id}', pg_current_snapshot(), clock_timestamp() + interval '${leaseMs} ms',
      ${staleSeconds}, 'test', 'test')`);
  return id;
}

const change = () => transactOutside(changeXid);

const renew = (id: string) =>
  sql`select * from portcullis_renew(${id}, (select acked from gates where id = ${id}), '1 s')`;

test("a gate has heard of what its snapshot shows, and of nothing else", async () => {
  const before = await change();
  await enter({ leaseMs: 1000 });
  expect(await hearing(before)).toMatchObject({ acknowledged: 1, unheard: 0, lapsed: 0 });
  const after = await change();
  expect(await hearing(after)).toMatchObject({ acknowledged: 0, unheard: 1, lapsed: 0 });
});

test("a lease that is over counts only under the lock", async () => {
  await enter({ leaseMs: -1 });
  const xid = await change();
  expect(await hearing(xid)).toMatchObject({ unheard: 1, lapsed: 0 });
  expect(await lockedHearing(xid)).toMatchObject({ unheard: 0, lapsed: 1 });
});

test("a gate whose lease was over is waited for once, and then has to register anew", async () => {
  const id = await enter({ leaseMs: -1 });
  expect(await lockedHearing(await change())).toMatchObject({ lapsed: 1 });
  expect(await hearing(await change())).toMatchObject({ acknowledged: 0, unheard: 0, lapsed: 0 });
  expect(await transactOutside((tx) => tx.execute(renew(id)))).toEqual([]);
});

test("a gate that may answer stale is unheard until its allowance is over too", async () => {
  await enter({ leaseMs: -1000, staleSeconds: 30 });
  const { unheard, unheardFor } = await lockedHearing(await change());
  expect(unheard).toBe(1);
  expect(unheardFor).toBeGreaterThan(28);
  expect(unheardFor).toBeLessThanOrEqual(29);
});

test("a renewal that is under way can't be overtaken, as it could by a plain read", async () => {
  const id = await enter({ leaseMs: -1 });
  let commit = () => {};
  const held = new Promise<void>((go) => {
    commit = go;
  });
  let renewed: Promise<void> = Promise.resolve();
  await new Promise<void>((done) => {
    renewed = transactOutside(async (tx) => {
      await tx.execute(renew(id));
      done();
      await held;
    });
  });
  const xid = await change();
  const plain = await root(`
    select lease_until <= clock_timestamp() as over from gates
    where not pg_visible_in_snapshot('${xid}'::xid8, acked)`);
  expect(plain).toEqual([{ over: true }]);

  const heard = lockedHearing(xid);
  await expect
    .poll(() => root("select 1 from pg_locks where not granted"), { interval: 5 })
    .toHaveLength(1);
  commit();
  await renewed;
  expect(await heard).toMatchObject({ unheard: 1, lapsed: 0 });
});
