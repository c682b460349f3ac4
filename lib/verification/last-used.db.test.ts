import { beforeAll, describe, expect, test, vi } from "vitest";
import { database } from "@/db/client";
import type { TokenActor } from "@/lib/access/actor";
import { activateApplication, deactivateApplication } from "@/lib/applications/set-status";
import { getKey } from "@/lib/keys/get";
import { testDatabase } from "@/lib/testing/database";
import { mintKey } from "@/lib/testing/key";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { flushLastUsed } from "./last-used";
import { verify } from "./verify";

testDatabase();

let ours: MintedOrganization;
let gateway: TokenActor;

beforeAll(async () => {
  ours = await mintOrganization();
  gateway = (await mintToken(ours, ["keys.verify"])).actor;
});

describe("last used", () => {
  test("is written by a valid verification, not by a refused one", async () => {
    const { apiKey, key, applicationId } = await mintKey(ours.owner);
    await deactivateApplication(ours.owner, applicationId);
    await verify(gateway, { key: apiKey });
    await flushLastUsed();
    expect((await getKey(ours.owner, key.id)).lastUsedAt).toBeNull();
    await activateApplication(ours.owner, applicationId);
    const before = Date.now();
    await Promise.all(
      Array.from({ length: 20 }, () =>
        verify(gateway, { key: apiKey, request: { ip: "203.0.113.9" } }),
      ),
    );
    const updated = vi.spyOn(database(), "transaction");
    await flushLastUsed();
    expect(updated).toHaveBeenCalledTimes(1);
    updated.mockRestore();
    const used = await getKey(ours.owner, key.id);
    expect(Date.parse(used.lastUsedAt ?? "")).toBeGreaterThanOrEqual(before);
    expect(used).toMatchObject({ lastUsedNetwork: "203.0.113.9", revision: key.revision });
  });

  test("is written by itself within a second or two", async () => {
    const { apiKey, key } = await mintKey(ours.owner);
    await verify(gateway, { key: apiKey });
    await vi.waitFor(
      async () => expect((await getKey(ours.owner, key.id)).lastUsedAt).not.toBeNull(),
      { timeout: 4000, interval: 100 },
    );
  });

  test("that can't be written harms nothing", async () => {
    const { apiKey, key } = await mintKey(ours.owner);
    await verify(gateway, { key: apiKey });
    const lost = vi.spyOn(database(), "transaction").mockRejectedValueOnce(new Error("lost"));
    await expect(flushLastUsed()).resolves.toBeUndefined();
    lost.mockRestore();
    expect((await getKey(ours.owner, key.id)).lastUsedAt).toBeNull();
    expect(await verify(gateway, { key: apiKey })).toMatchObject({ valid: true });
  });
});
