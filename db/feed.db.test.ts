import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FeedLine, openFeed } from "./feed";
import { testDatabase } from "./testing/database";
import { transactOutside } from "./transact";

testDatabase();
let feed: FeedLine;
beforeEach(() => {
  feed = openFeed(() => {});
});
afterEach(() => feed.close());

const gate = (generation = 1, id: string = randomUUID()) => ({
  id,
  generation,
  version: "test",
  address: "test",
  staleSeconds: 0,
});

const announce = (changes: number) =>
  transactOutside((tx) =>
    tx.execute(sql`insert into change_log (org_id, subject_kind, subject_id, revision)
      select gen_random_uuid(), 'key', 'key_' || n, 1 from generate_series(1, ${changes}) n`),
  );

test("a renewal tells what was announced since, once", async () => {
  const { id, ...facts } = gate();
  const { snapshot, epoch } = await feed.register({ id, ...facts });
  await announce(3);
  const first = await feed.renew(id, snapshot);
  expect(first?.changes.map((change) => change.id)).toEqual(["key_1", "key_2", "key_3"]);
  expect(first?.epoch).toBe(epoch);
  expect(await feed.renew(id, first?.snapshot ?? "")).toMatchObject({ changes: [] });
});

test("a gate ahead of the server, which has another history then, has to register anew", async () => {
  const { id, ...facts } = gate();
  const { snapshot } = await feed.register({ id, ...facts });
  const xmax = BigInt(snapshot.split(":")[1] ?? "") + 1000n;
  expect(await feed.renew(id, `${xmax}:${xmax}:`)).toBeNull();
  expect(await feed.renew(id, snapshot)).not.toBeNull();
});

test("a gate that missed more than it can be told in time has to register anew", async () => {
  const { id, ...facts } = gate();
  const { snapshot } = await feed.register({ id, ...facts });
  await announce(10_000);
  expect((await feed.renew(id, snapshot))?.changes).toHaveLength(10_000);
  await announce(1);
  expect(await feed.renew(id, snapshot)).toBeNull();
});

test("a registration that comes late changes nothing", async () => {
  const { id } = gate();
  await feed.register(gate(2, id));
  await announce(1);
  const acked = () =>
    transactOutside((tx) => tx.execute(sql`select acked::text from gates where id = ${id}`));
  const before = await acked();
  await expect(feed.register(gate(1, id))).rejects.toThrow();
  expect(await acked()).toEqual(before);
});
