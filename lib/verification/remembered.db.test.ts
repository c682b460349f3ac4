import { beforeAll, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { asSuperuser } from "@/db/testing/superuser";
import type { TokenActor } from "@/lib/access/actor";
import { deleteApplication } from "@/lib/applications/delete";
import { editApi } from "@/lib/catalog/edit-api";
import { createKey } from "@/lib/keys/create";
import { parseKey } from "@/lib/keys/format";
import { revokeKey } from "@/lib/keys/revoke";
import { addMember } from "@/lib/members/add";
import { mintApi } from "@/lib/testing/catalog";
import { mintKey } from "@/lib/testing/key";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { testGates } from "./testing/gate";

const db = testDatabase();
const root = (statement: string) => asSuperuser(db.superuserUrl, statement);
let ours: MintedOrganization;
let actor: TokenActor;
let serviceToken: string;

beforeAll(async () => {
  ours = await mintOrganization();
  ({ actor, serviceToken } = await mintToken(ours, ["keys.verify"]));
});

const startGate = testGates(() => actor);

test("a change of unknown kind, a lost registration or another epoch empties the memory", async () => {
  const gate = await startGate();
  const { apiKey } = await mintKey(ours.owner);
  const spoil = [
    () => root(`delete from gates`),
    () => root(`update feed_epoch set epoch = gen_random_uuid()`),
    () =>
      root(`insert into change_log (org_id, subject_kind, subject_id, revision)
      values (gen_random_uuid(), 'unheard-of', 'x', 1)`),
  ];
  for (const act of spoil) {
    expect(await gate.code(apiKey)).toBe("VALID");
    expect(gate.memory.size.keys).toBe(1);
    const { registrations } = gate.follower.state();
    await act();
    await expect.poll(() => gate.follower.state().registrations).toBeGreaterThan(registrations);
    await expect.poll(() => gate.follower.lease.holds()).toBe(true);
    expect(gate.memory.size.keys).toBe(0);
  }
  expect(await gate.code(apiKey)).toBe("VALID");
});

test("after a change of the catalogue an application is read once, not each of its keys", async () => {
  const gate = await startGate();
  const api = await mintApi(ours, "billing");
  const minted = await mintKey(ours.owner);
  const { id } = minted.key;
  const second = await createKey(ours.owner, minted.applicationId, {
    name: "second",
    environment: "production",
  });
  const texts = [minted.apiKey, second.apiKey];
  const codes = async () => [await gate.code(texts[0] ?? ""), await gate.code(texts[1] ?? "")];
  expect(await codes()).toEqual(["VALID", "VALID"]);
  await editApi(ours.owner, api.id, { description: "Other words" });
  expect(await gate.code(minted.apiKey)).toBe("VALID");
  const key = parseKey(second.apiKey);
  if (!key) throw new Error("no key");
  expect(gate.source.find(actor, key)).not.toBeInstanceOf(Promise);
  await revokeKey(ours.owner, id, {});
  expect(await codes()).toEqual(["REVOKED", "VALID"]);
  await deleteApplication(ours.owner, minted.applicationId);
  expect(await codes()).toEqual(["NOT_FOUND", "NOT_FOUND"]);
});

test("whoever joins has keys that work at a gate that knew the members before", async () => {
  const gate = await startGate();
  const { apiKey } = await mintKey(ours.owner);
  expect(await gate.code(apiKey)).toBe("VALID");
  const joined = await addMember(ours.owner, {
    name: "Nils Newcomer",
    email: "nils@new.test",
    role: "developer",
  });
  const { id, userId, name, email } = joined;
  const own = await mintKey({ ...ours.developer, id, userId, name, email });
  await expect.poll(() => gate.code(own.apiKey), { timeout: 5_000 }).toBe("VALID");
});

test("a warm gate asks the database nothing", async () => {
  const gate = await startGate();
  const { apiKey } = await mintKey(ours.owner);
  const { origin } = actor;
  await gate.source.token(serviceToken, origin);
  await gate.code(apiKey);
  const key = parseKey(apiKey);
  if (!key) throw new Error("no key");
  expect(gate.source.token(serviceToken, origin)).not.toBeInstanceOf(Promise);
  expect(gate.source.find(actor, key)).not.toBeInstanceOf(Promise);
});
