import { randomUUID } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { openFeed } from "@/db/feed";
import { testDatabase } from "@/db/testing/database";
import { asSuperuser } from "@/db/testing/superuser";
import { transact } from "@/db/transact";
import { type MintedOrganization, mintOrganization } from "@/lib/testing/organization";
import { changesOf } from "@/lib/testing/trail";
import { announce } from "./announce";
import { pruneChangeLog } from "./prune";

const { superuserUrl } = testDatabase();
const root = (statement: string) => asSuperuser(superuserUrl, statement);
let ours: MintedOrganization;

beforeEach(async () => {
  await root("delete from gates; delete from change_log");
  ours = await mintOrganization();
});

const announced = (id: string) =>
  transact(ours.owner, (tx) => announce(tx, ours.owner, { kind: "key", id, revision: 2 }));
const age = (time: string) => root(`update change_log set created_at = now() - interval '${time}'`);
const left = async () => (await changesOf(ours)).map(({ id }) => id);

async function startFeed() {
  const feed = openFeed(() => {});
  const id = randomUUID();
  const { snapshot } = await feed.register({
    id,
    generation: 1,
    version: "1",
    address: "here",
    staleSeconds: 0,
  });
  return { feed, id, snapshot };
}

test("changes of the last day stay, older ones go", async () => {
  await announced("old");
  await age("25 hours");
  await announced("new");
  expect(await pruneChangeLog()).toBe(1);
  expect(await left()).toEqual(["new"]);
});

test("what a gate has yet to apply stays, however old, until it has or is gone for an hour", async () => {
  const { feed, id, snapshot } = await startFeed();
  await announced("unseen");
  await age("25 hours");
  await root("update gates set last_seen = now() - interval '59 minutes'");
  expect(await pruneChangeLog()).toBe(0);

  const renewal = await feed.renew(id, snapshot);
  expect(renewal?.changes.map((change) => change.id)).toEqual(["unseen"]);
  expect(await pruneChangeLog()).toBe(0);
  await feed.renew(id, renewal?.snapshot ?? "");
  expect(await pruneChangeLog()).toBe(1);
  expect(await left()).toEqual([]);
  feed.close();
});

test("a gate that only seemed silent, by a clock that stepped, is not forgotten", async () => {
  const { feed, id, snapshot } = await startFeed();
  await root("update gates set last_seen = now() - interval '61 minutes'");
  const pruned = pruneChangeLog();
  await new Promise((done) => setTimeout(done, 500));
  expect(await feed.renew(id, snapshot)).not.toBeNull();
  await pruned;
  expect(await feed.renew(id, snapshot)).not.toBeNull();
  feed.close();
});

test("a gate that was gone for an hour is forgotten, and is told so when it comes back", async () => {
  const { feed, id, snapshot } = await startFeed();
  await announced("unseen");
  await age("25 hours");
  await root("update gates set last_seen = now() - interval '61 minutes'");
  expect(await pruneChangeLog()).toBe(1);
  expect(await feed.renew(id, snapshot)).toBeNull();
  feed.close();
});
