import { and, eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { database } from "@/db/client";
import { keyNetworks } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import { type KeyId, newId, toUuid } from "@/lib/ids";
import { mintKey } from "@/lib/testing/key";
import { type MintedOrganization, mintOrganization } from "@/lib/testing/organization";
import { flushLastUsed, rememberUse } from "./last-used";
import { pruneKeyNetworks } from "./prune";
import { networkOf } from "./seen-from";

testDatabase();
let ours: MintedOrganization;

beforeAll(async () => {
  ours = await mintOrganization();
});

const use = (id: KeyId, network: string | null, at = new Date()) =>
  rememberUse({ kind: "key", organizationId: ours.id, id, at, network });

const seen = async (id: KeyId) => {
  const rows = await transact(ours.owner, (tx) =>
    tx
      .select()
      .from(keyNetworks)
      .where(and(eq(keyNetworks.orgId, ours.id), eq(keyNetworks.keyId, id)))
      .orderBy(keyNetworks.network),
  );
  return rows.map(({ network }) => network);
};

test.each([
  ["203.0.113.9", "203.0.113.0/24"],
  ["0.0.0.0", "0.0.0.0/24"],
  ["2001:db8:1:2::9", "2001:db8:1::/48"],
  ["::1", "::/48"],
  ["", null],
  ["localhost", null],
  ["a:b", null],
])("%s belongs to %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});

describe("from where a key is used", () => {
  test("is written, each network once, also of several within a moment", async () => {
    const { key } = await mintKey(ours.owner);
    for (const address of ["203.0.113.9", "203.0.113.10", "2001:db8::1", "198.51.100.1"]) {
      use(key.id, address);
    }
    use(key.id, null);
    await flushLastUsed(true);
    expect(await seen(key.id)).toEqual(["198.51.100.0/24", "2001:db8::/48", "203.0.113.0/24"]);
  });

  test("costs no write while nothing changes, and one an hour later", async () => {
    const { key } = await mintKey(ours.owner);
    const now = performance.now();
    const clock = vi.spyOn(performance, "now").mockReturnValue(now);
    const tell = async (at: Date) => {
      use(key.id, "203.0.113.9", at);
      await flushLastUsed(true);
      const [row] = await transact(ours.owner, (tx) =>
        tx
          .select()
          .from(keyNetworks)
          .where(and(eq(keyNetworks.orgId, ours.id), eq(keyNetworks.keyId, key.id))),
      );
      return [row?.firstSeenAt, row?.lastSeenAt];
    };
    const [first, second, third] = [1, 2, 3].map((hour) => new Date(2026, 0, 1, hour));
    expect(await tell(first as Date)).toEqual([first, first]);
    clock.mockReturnValue(now + 3_500_000);
    expect(await tell(second as Date)).toEqual([first, first]);
    clock.mockReturnValue(now + 3_600_001);
    expect(await tell(third as Date)).toEqual([first, third]);
    clock.mockRestore();
  });

  test("is kept of the 200 latest networks", async () => {
    const { key } = await mintKey(ours.owner);
    const network = (n: number) => `10.${n >> 8}.${n & 255}.0/24`;
    for (let n = 0; n < 230; n++) {
      use(key.id, network(n).replace("0/24", "7"), new Date(Date.UTC(2026, 0, 1, 0, n)));
      if (n % 100 === 99) await flushLastUsed(true);
    }
    await flushLastUsed(true);
    const kept = Array.from({ length: 200 }, (_, i) => network(230 - 1 - i)).sort();
    expect((await seen(key.id)).sort()).toEqual(kept);
  });

  test("of a key that is gone is nothing, and harms no other", async () => {
    const { key } = await mintKey(ours.owner);
    use(newId("key"), "203.0.113.9");
    use(key.id, "203.0.113.9");
    await flushLastUsed(true);
    expect(await seen(key.id)).toEqual(["203.0.113.0/24"]);
  });

  test("that can't be written is written later", async () => {
    const { key } = await mintKey(ours.owner);
    const lost = vi.spyOn(database(), "execute").mockRejectedValueOnce(new Error("lost"));
    use(key.id, "203.0.113.9");
    await expect(flushLastUsed(true)).resolves.toBeUndefined();
    lost.mockRestore();
    expect(await seen(key.id)).toEqual([]);
    await flushLastUsed(true);
    expect(await seen(key.id)).toEqual(["203.0.113.0/24"]);
  });

  test("is forgotten after 90 days", async () => {
    const { key } = await mintKey(ours.owner);
    for (const address of ["203.0.113.9", "198.51.100.1"]) use(key.id, address);
    await flushLastUsed(true);
    await transact(ours.owner, (tx) =>
      tx.execute(sql`
        update key_networks set last_seen_at = now() - interval '91 days'
        where key_id = ${toUuid("key", key.id)}::uuid and network = '203.0.113.0/24'`),
    );
    expect(await pruneKeyNetworks()).toBeGreaterThanOrEqual(1);
    expect(await seen(key.id)).toEqual(["198.51.100.0/24"]);
  });
});
