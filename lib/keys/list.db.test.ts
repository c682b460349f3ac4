import { expect, test } from "vitest";
import { keyNetworks } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import { type KeyId, newId } from "@/lib/ids";
import { mintJwtWorld } from "@/lib/testing/jwt";
import { mintOwnKey, production } from "@/lib/testing/own-key";
import { rejection } from "@/lib/testing/trail";
import { createKey } from "./create";
import { listKeys } from "./list";
import { keyNetworks as seenNetworks } from "./list-networks";
import { rotateKey } from "./rotate";
import type { KeyRow } from "./summary";

testDatabase();

test("keys are found by what they have, and by what they lack", async () => {
  const { owner, developer, applicationId, alter, key: first } = await mintOwnKey();
  const ahead = (days: number) => new Date(Date.now() + days * 86_400_000);
  const make = async (change: Partial<KeyRow>, wish: object = {}) => {
    const { key } = await createKey(owner, applicationId, { ...production, ...wish });
    await alter(change, key.id);
    return key.id;
  };
  const plain = await make({ lastUsedAt: ahead(-1) });
  const soon = await make({ expiresAt: ahead(6.9) });
  const later = await make({ expiresAt: ahead(7.1) });
  const stopped = await make({ expiresAt: ahead(1), status: "disabled" });
  const quarantined = await make({ status: "quarantined", lastUsedAt: ahead(-91) });
  const nobodys = await make({ createdAt: ahead(-100) }, { ownerId: null, tags: ["eu", "crm"] });
  const tagged = { ...production, tags: ["crm"] };
  const { key: mine } = await createKey(developer, applicationId, tagged);
  const { key: fresh, rotated } = await rotateKey(developer, mine.id);
  const ids = async (query: Record<string, unknown>) =>
    (await listKeys(owner, query)).data.map((item) => item.id).sort();
  expect(await ids({ status: "expiring" })).toEqual([soon]);
  expect(await ids({ status: "rotating" })).toEqual([rotated.id]);
  expect(await ids({ status: "disabled" })).toEqual([stopped]);
  expect(await ids({ status: "quarantined" })).toEqual([quarantined]);
  expect(await ids({ owner: "none" })).toEqual([nobodys]);
  expect(await ids({ owner: developer.id })).toEqual([first.id, rotated.id, fresh.id].sort());
  expect(await ids({ tag: "crm" })).toEqual([nobodys, rotated.id, fresh.id].sort());
  expect(await ids({ tag: "eu" })).toEqual([nobodys]);
  expect(await ids({ tag: "e" })).toEqual([]);
  expect(await ids({ kind: "secret", owner: "me" })).toEqual(
    [plain, soon, later, stopped, quarantined].sort(),
  );
  expect(await ids({ idle: "90" })).toEqual([quarantined, nobodys].sort());
  expect(await ids({ idle: 91, status: "active" })).toEqual([nobodys]);
  expect(await ids({ idle: 101 })).toEqual([]);
  await alter({ retiresAt: ahead(-1) }, rotated.id);
  expect(await ids({ status: "rotating" })).toEqual([]);
  expect(await ids({ status: "revoked" })).toEqual([rotated.id]);
});

test("a pasted token finds its key, and no other text of its length any", async () => {
  const { organization, mint } = await mintJwtWorld();
  const [{ key, token }] = [await mint(), await mint()];
  const found = async (search: string) =>
    (await listKeys(organization.owner, { search })).data.map(({ id }) => id);
  expect(await found(token)).toEqual([key.id]);
  expect(await found(` ${token}`)).toEqual([key.id]);
  expect(await found(key.id)).toEqual([key.id]);
  expect(await found(token.slice(0, -1))).toEqual([]);
});

test("from where a key was used is told, the latest first", async () => {
  const { organization, owner, auditor, applicationId } = await mintOwnKey();
  const { key } = await createKey(owner, applicationId, production);
  const { key: other } = await createKey(owner, applicationId, production);
  const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));
  const seen = (keyId: KeyId, minute: number) => ({
    orgId: organization.id,
    keyId,
    network: `10.0.${minute}.0/24`,
    firstSeenAt: at(0),
    lastSeenAt: at(minute),
  });
  const rows = Array.from({ length: 55 }, (_, minute) => seen(key.id, minute));
  await transact(owner, (tx) => tx.insert(keyNetworks).values([...rows, seen(other.id, 59)]));
  const found = await seenNetworks(auditor, key.id);
  expect(found).toHaveLength(50);
  expect(found[0]).toEqual({
    network: "10.0.54.0/24",
    firstSeenAt: at(0).toISOString(),
    lastSeenAt: at(54).toISOString(),
  });
  const stranger = await mintOwnKey();
  const answer = await rejection(seenNetworks(stranger.owner, key.id));
  expect(answer).toMatchObject({ code: "NOT_FOUND" });
  expect(await rejection(seenNetworks(stranger.owner, newId("key")))).toEqual(answer);
});
