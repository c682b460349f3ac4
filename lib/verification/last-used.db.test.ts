import { beforeAll, describe, expect, test, vi } from "vitest";
import { database } from "@/db/client";
import type { TokenActor } from "@/lib/access/actor";
import { activateApplication, deactivateApplication } from "@/lib/applications/set-status";
import { getKey } from "@/lib/keys/get";
import { testDatabase } from "@/lib/testing/database";
import { mintKey } from "@/lib/testing/key";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { closePortalUsage } from "@/lib/usage/portal";
import { flushLastUsed, rememberUse } from "./last-used";
import { verify } from "./verify";

testDatabase();

let ours: MintedOrganization;
let gateway: TokenActor;

beforeAll(async () => {
  ours = await mintOrganization();
  gateway = (await mintToken(ours, ["keys.verify"])).actor;
});

describe("last used", () => {
  test("is written by a valid verification, not by a refused one, within two seconds", async () => {
    const { apiKey, key, applicationId } = await mintKey(ours.owner);
    await deactivateApplication(ours.owner, applicationId);
    await verify(gateway, { key: apiKey });
    await new Promise((done) => setTimeout(done, 1500));
    expect((await getKey(ours.owner, key.id)).lastUsedAt).toBeNull();
    await activateApplication(ours.owner, applicationId);
    const before = Date.now();
    await verify(gateway, { key: apiKey, request: { ip: "203.0.113.9" } });
    const used = await vi.waitFor(
      async () => {
        const found = await getKey(ours.owner, key.id);
        expect(found.lastUsedAt).not.toBeNull();
        return found;
      },
      { timeout: 2000, interval: 50 },
    );
    expect(Date.parse(used.lastUsedAt ?? "")).toBeGreaterThanOrEqual(before);
    expect(used).toMatchObject({ lastUsedNetwork: "203.0.113.9", revision: key.revision });
  });

  test("is counted at the end of the process at the latest", async () => {
    const { apiKey, key } = await mintKey(ours.owner);
    await verify(gateway, { key: apiKey });
    await closePortalUsage();
    expect((await getKey(ours.owner, key.id)).lastUsedAt).not.toBeNull();
  });

  test("is written once for many uses, and the last of them a while later", async () => {
    const { key } = await mintKey(ours.owner);
    const use = { kind: "key", organizationId: ours.id, id: key.id, network: null } as const;
    const [first, last] = [new Date("2026-01-01"), new Date("2026-01-02")];
    const updated = vi.spyOn(database(), "transaction");
    rememberUse({ ...use, at: first });
    await flushLastUsed();
    rememberUse({ ...use, at: last });
    rememberUse({ ...use, at: first });
    await flushLastUsed();
    expect(updated).toHaveBeenCalledTimes(1);
    updated.mockRestore();
    const lastUsed = async () => (await getKey(ours.owner, key.id)).lastUsedAt;
    expect(await lastUsed()).toBe(first.toISOString());
    await flushLastUsed(true);
    expect(await lastUsed()).toBe(last.toISOString());
  });

  test("that can't be written harms nothing and is written later", async () => {
    const { key } = await mintKey(ours.owner);
    const lost = vi.spyOn(database(), "transaction").mockRejectedValueOnce(new Error("lost"));
    const at = new Date();
    rememberUse({ kind: "key", organizationId: ours.id, id: key.id, at, network: null });
    await expect(flushLastUsed()).resolves.toBeUndefined();
    lost.mockRestore();
    expect((await getKey(ours.owner, key.id)).lastUsedAt).toBeNull();
    await flushLastUsed();
    expect((await getKey(ours.owner, key.id)).lastUsedAt).toBe(at.toISOString());
  });
});
