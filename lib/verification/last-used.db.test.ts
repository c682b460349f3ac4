import { beforeAll, describe, expect, test, vi } from "vitest";
import { database } from "@/db/client";
import type { TokenActor } from "@/lib/access/actor";
import { actorFromKey } from "@/lib/access/key";
import { activateApplication, deactivateApplication } from "@/lib/applications/set-status";
import { newId } from "@/lib/ids";
import { getKey } from "@/lib/keys/get";
import { setHistory } from "@/lib/organizations/set-history";
import { closePortalUsage } from "@/lib/recorder/portal";
import { testDatabase } from "@/lib/testing/database";
import { mintKey } from "@/lib/testing/key";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { flushLastUsed, noteUsesAs, rememberUse } from "./last-used";
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
    expect(used).toMatchObject({
      lastUsedNetwork: "203.0.113.9",
      lastUsedGate: "portal",
      revision: key.revision,
    });
  });

  test("tells no address where the organization wants networks only, also of a key's own requests", async () => {
    const theirs = await mintOrganization();
    const { apiKey, key } = await mintKey(theirs.owner);
    const origin = { requestId: newId("req"), network: "203.0.113.9", userAgent: null };
    const used = async () => {
      await actorFromKey(apiKey, origin);
      await flushLastUsed(true);
      return (await getKey(theirs.owner, key.id)).lastUsedNetwork;
    };
    expect(await used()).toBe("203.0.113.9");
    await setHistory(theirs.owner, { historyNetworks: "truncated" });
    expect(await used()).toBe("203.0.113.0/24");
  });

  test("of a key in constant use is never told more than five seconds late, in few writes", async () => {
    const { apiKey, key } = await mintKey(ours.owner);
    const written = vi.spyOn(database(), "execute");
    let verifications = 0;
    let latest = 0;
    let late = 0;
    for (const end = Date.now() + 7_000; Date.now() < end; verifications++) {
      await verify(gateway, { key: apiKey });
      latest = Date.now();
      await new Promise((done) => setTimeout(done, 50));
      const { lastUsedAt } = await getKey(ours.owner, key.id);
      if (lastUsedAt) late = Math.max(late, latest - Date.parse(lastUsedAt));
    }
    const all = written.mock.calls.length;
    written.mockRestore();
    console.log(`last used: at most ${late} ms late, ${verifications} verifications`);
    expect(late).toBeLessThan(5_000);
    // A count and a use each second, of some hundred verifications.
    expect(all).toBeLessThan(20);
    await vi.waitFor(
      async () => {
        const { lastUsedAt } = await getKey(ours.owner, key.id);
        expect(latest - Date.parse(lastUsedAt ?? "")).toBeLessThan(50);
      },
      { timeout: 5_000, interval: 100 },
    );
  }, 30_000);

  test("keeps the network that was told a moment ago, not one of long ago", async () => {
    const { key } = await mintKey(ours.owner);
    const use = (second: number, network: string | null) =>
      rememberUse({
        kind: "key",
        organizationId: ours.id,
        id: key.id,
        at: new Date(Date.UTC(2026, 0, 1, 0, 0, second)),
        network,
      });
    const told = async () => {
      await flushLastUsed(true);
      const { lastUsedAt, lastUsedNetwork } = await getKey(ours.owner, key.id);
      return [new Date(lastUsedAt ?? "").getUTCSeconds(), lastUsedNetwork];
    };
    use(1, "203.0.113.9");
    use(2, null);
    expect(await told()).toEqual([2, "203.0.113.9"]);
    use(3, null);
    expect(await told()).toEqual([3, "203.0.113.9"]);
    use(5, null);
    expect(await told()).toEqual([5, null]);
    use(6, "198.51.100.1");
    use(4, "203.0.113.9");
    expect(await told()).toEqual([6, "198.51.100.1"]);
  });

  test("of several verifications of one turn, the network that any of them told is kept", async () => {
    const { apiKey, key } = await mintKey(ours.owner);
    await Promise.all(
      [{ request: { ip: "203.0.113.9" } }, {}, {}].map((more) =>
        verify(gateway, { key: apiKey, ...more }),
      ),
    );
    await closePortalUsage();
    expect(await getKey(ours.owner, key.id)).toMatchObject({ lastUsedNetwork: "203.0.113.9" });
  });

  test("names the gate that saw it", async () => {
    const { key } = await mintKey(ours.owner);
    noteUsesAs("10.0.0.7:3001");
    const network = "203.0.113.9";
    rememberUse({ kind: "key", organizationId: ours.id, id: key.id, at: new Date(), network });
    await flushLastUsed(true);
    noteUsesAs("portal");
    expect(await getKey(ours.owner, key.id)).toMatchObject({ lastUsedGate: "10.0.0.7:3001" });
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
    const updated = vi.spyOn(database(), "execute");
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

  test("of many organizations is one statement, and what can't be written of one harms no other", async () => {
    const used = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const { owner, id: organizationId } = await mintOrganization();
        return { owner, organizationId, id: (await mintKey(owner)).key.id };
      }),
    );
    const written = vi.spyOn(database(), "execute");
    const useAll = async (at: Date, spoilt: number) => {
      written.mockClear();
      for (const [i, { organizationId, id }] of used.entries()) {
        const network = i === spoilt ? "no text: \0" : "203.0.113.9";
        rememberUse({ kind: "key", organizationId, id, at, network });
      }
      await flushLastUsed(true);
      const calls = written.mock.calls.length;
      const times = used.map(async ({ owner, id }) => (await getKey(owner, id)).lastUsedAt);
      return { calls, times: await Promise.all(times) };
    };
    const [first, second] = ["2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"];
    expect(await useAll(new Date(first), -1)).toEqual({ calls: 1, times: used.map(() => first) });
    const { calls, times } = await useAll(new Date(second), 5);
    expect(calls).toBe(1 + used.length);
    expect(times).toEqual(used.map((_, i) => (i === 5 ? first : second)));
    const healed = await useAll(new Date(second), -1);
    expect(healed.times).toEqual(used.map(() => second));
  });

  test("that can't be written harms nothing and is written later", async () => {
    const { key } = await mintKey(ours.owner);
    const lost = vi.spyOn(database(), "execute").mockRejectedValueOnce(new Error("lost"));
    const at = new Date();
    rememberUse({ kind: "key", organizationId: ours.id, id: key.id, at, network: null });
    await expect(flushLastUsed()).resolves.toBeUndefined();
    lost.mockRestore();
    expect((await getKey(ours.owner, key.id)).lastUsedAt).toBeNull();
    await flushLastUsed();
    expect((await getKey(ours.owner, key.id)).lastUsedAt).toBe(at.toISOString());
  });
});
