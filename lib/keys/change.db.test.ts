import { expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { createApplication } from "@/lib/applications/create";
import { newId } from "@/lib/ids";
import { listNotifications } from "@/lib/notifications/list";
import { mintOrganization } from "@/lib/testing/organization";
import { auditOf, changesOf } from "@/lib/testing/trail";
import { changeKeys } from "./change";
import { createKey } from "./create";
import { getKey } from "./get";
import { disableKey, quarantineKey } from "./set-status";

testDatabase();

const production = { name: "ci", environment: "production" };

async function mint() {
  const organization = await mintOrganization();
  const { developer, owner } = organization;
  const mine = await createApplication(developer, { name: "CRM", baseUrl: "https://c.example" });
  const other = await createApplication(owner, { name: "Shop", baseUrl: "https://s.example" });
  const keys = [];
  for (const id of [mine.id, other.id, mine.id]) {
    keys.push((await createKey(owner, id, { ...production, name: `k${keys.length}` })).key.id);
  }
  const [a, b, c] = keys;
  if (!a || !b || !c) throw new Error("no keys");
  return { organization, keys: [a, b, c] as const, ...organization };
}

test("many keys are revoked at once, each with its own event", async () => {
  const { organization, admin, owner, keys } = await mint();
  const wish = { ids: [...keys].reverse(), action: "revoke", reason: "unused", note: "Spring" };
  const done = await changeKeys(admin, wish);
  expect(done).toMatchObject({
    changed: [...keys].reverse().map((id) => ({ id, status: "revoked", revokeReason: "unused" })),
    failed: [],
    effectiveAt: expect.any(String),
    gates: { acknowledged: 0, lapsed: 0 },
  });
  const told = (await auditOf(organization)).filter(({ action }) => action === "key.revoked");
  expect(told.map(({ targetId, reason }) => [targetId, reason]).sort()).toEqual(
    [...keys].sort().map((id) => [id, "unused: Spring"]),
  );
  expect(await changesOf(organization)).toHaveLength(3);
  expect((await listNotifications(owner, {})).total).toBe(3);
});

test("what can't be done is told of, and the rest is done", async () => {
  const { organization, admin, developer, keys } = await mint();
  const [a, b, c] = keys;
  const stranger = await mint();
  const ids = [stranger.keys[0], newId("key"), a, b, c];
  await quarantineKey(admin, c, { note: "Leaked" });
  const done = await changeKeys(developer, { ids, action: "disable" });
  expect(done.changed).toMatchObject([{ id: a, status: "disabled" }]);
  expect(done.failed).toEqual([
    { id: ids[0], name: "", words: "There is no such key." },
    { id: ids[1], name: "", words: "There is no such key." },
    { id: b, name: "k1", words: expect.stringMatching(/^You may do this on applications that/) },
    { id: c, name: "k2", words: "The key is quarantined: it is stopped already." },
  ]);
  expect((await auditOf(organization)).slice(-2)).toMatchObject([
    { action: "key.disabled", targetId: a },
    { action: "key.disable.refused", outcome: "refused", targetId: b },
  ]);
  expect((await auditOf(stranger.organization)).at(-1)).toMatchObject({ action: "key.created" });
  expect(await getKey(stranger.owner, stranger.keys[0])).toMatchObject({ status: "active" });
  const enabled = await changeKeys(developer, { ids: [a, c], action: "enable", note: "Again" });
  expect(enabled).toMatchObject({ changed: [{ id: a, status: "active" }], failed: [{ id: c }] });
  await disableKey(admin, a, { note: "Leaked" });
  const again = await changeKeys(developer, { ids: [a], action: "enable" });
  expect(again).toMatchObject({
    changed: [],
    failed: [{ id: a, words: expect.stringMatching(/^Only who disabled the key or an admin/) }],
  });
  expect((await auditOf(organization)).at(-1)).toMatchObject({ action: "key.disable.refused" });
});

test("who may do so with no key, and what is no list of keys", async () => {
  const { developer, auditor, admin, keys } = await mint();
  const ids = [...keys];
  const all = { ids, note: "x" };
  await expect(changeKeys(auditor, { ...all, action: "revoke" })).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  await expect(changeKeys(developer, { ...all, action: "quarantine" })).rejects.toMatchObject({
    code: "FORBIDDEN",
    permission: "key.quarantine",
  });
  const many = Array.from({ length: 101 }, () => newId("key"));
  for (const [path, wish] of [
    ["ids", { ids: [], action: "revoke" }],
    ["ids", { ids: many, action: "revoke" }],
    ["ids", { ids: [keys[0], keys[0]], action: "revoke" }],
    ["ids.0", { ids: ["key_1"], action: "revoke" }],
    ["action", { ids, action: "delete" }],
    ["reason", { ids, action: "revoke", reason: "bored" }],
    ["note", { ids, action: "quarantine" }],
    ["name", { ids, action: "disable", name: "x" }],
  ] as const) {
    await expect(changeKeys(admin, wish)).rejects.toMatchObject({
      code: "INVALID",
      extra: { errors: [{ path }] },
    });
  }
  for (const id of keys) expect((await getKey(admin, id)).revision).toBe(1);
});

test("two who change the same keys in another order wait for each other", async () => {
  const { admin, owner, keys } = await mint();
  for (let round = 0; round < 10; round++) {
    const [one, two] = await Promise.all([
      changeKeys(admin, { ids: [...keys], action: round % 2 ? "enable" : "disable" }),
      changeKeys(owner, { ids: [...keys].reverse(), action: round % 2 ? "disable" : "enable" }),
    ]);
    expect([one.changed.length, two.changed.length]).toEqual([3, 3]);
  }
  await disableKey(admin, keys[0]);
});
