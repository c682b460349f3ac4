import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { asSuperuser } from "@/db/testing/superuser";
import { toUuid } from "@/lib/ids";
import { getKey } from "@/lib/keys/get";
import { testDatabase } from "@/lib/testing/database";
import { mintKey } from "@/lib/testing/key";
import { mintOrganization } from "@/lib/testing/organization";
import { flushLastUsed, rememberUse } from "./last-used";

const { superuserUrl } = testDatabase();

const standStillMs = 300;
const standStill = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, standStillMs);

test("a process that stands still while it writes a last use holds up no change of the key", async () => {
  const { owner, id } = await mintOrganization();
  const { key } = await mintKey(owner);
  await asSuperuser(superuserUrl, "create table waits (seconds float8)");
  await asSuperuser(superuserUrl, "create table enough (at timestamptz)");
  // In the database alone: this process hears of nothing while it stands still.
  const changes = asSuperuser(
    superuserUrl,
    `do $$
    declare began timestamptz;
    begin
      while not exists (select from enough) loop
        began := clock_timestamp();
        update keys set name = name where id = '${toUuid("key", key.id)}';
        insert into waits values (extract(epoch from clock_timestamp() - began));
        commit;
        perform pg_sleep(0.002);
      end loop;
    end $$`,
  );
  const waits = () =>
    asSuperuser(
      superuserUrl,
      "select count(*)::int as changes, max(seconds) * 1000 as longest from waits",
    );
  await vi.waitFor(async () => expect((await waits())[0]?.changes).toBeGreaterThan(0));
  const network = "203.0.113.9";
  for (let time = 0; time < 3; time++) {
    rememberUse({ kind: "key", organizationId: id, id: key.id, at: new Date(), network });
    const writing = { isOver: false };
    void flushLastUsed(true).then(() => Object.assign(writing, { isOver: true }));
    while (!writing.isOver) {
      await nextTurn();
      standStill();
    }
  }
  expect((await getKey(owner, key.id)).lastUsedNetwork).toBe(network);
  await asSuperuser(superuserUrl, "insert into enough values (now())");
  await changes;
  const [row] = await waits();
  expect(row?.changes).toBeGreaterThan(100);
  expect(row?.longest).toBeLessThan(standStillMs * 0.7);
}, 30_000);

test("a key that another holds holds up no last use of other organizations", async () => {
  const [held, free] = [await mintOrganization(), await mintOrganization()];
  const keys = {
    held: (await mintKey(held.owner)).key.id,
    free: (await mintKey(free.owner)).key.id,
  };
  const holding = asSuperuser(
    superuserUrl,
    `update keys set name = name where id = '${toUuid("key", keys.held)}'; select pg_sleep(2)`,
  );
  await sleep(500);
  const at = new Date();
  for (const [{ id: organizationId }, id] of [
    [held, keys.held],
    [free, keys.free],
  ] as const) {
    rememberUse({ kind: "key", organizationId, id, at, network: null });
  }
  const began = performance.now();
  await flushLastUsed(true);
  expect(performance.now() - began).toBeLessThan(1000);
  const used = async () => [
    (await getKey(held.owner, keys.held)).lastUsedAt,
    (await getKey(free.owner, keys.free)).lastUsedAt,
  ];
  expect(await used()).toEqual([null, at.toISOString()]);
  await holding;
  await flushLastUsed(true);
  expect(await used()).toEqual([at.toISOString(), at.toISOString()]);
}, 20_000);
