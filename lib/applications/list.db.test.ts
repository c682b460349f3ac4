import { and, eq, sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { applications, keys } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import { replaceGrants } from "@/lib/grants/replace";
import { newId } from "@/lib/ids";
import { createKey } from "@/lib/keys/create";
import { revokeKey } from "@/lib/keys/revoke";
import { writeCursor } from "@/lib/page";
import { mintApi } from "@/lib/testing/catalog";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { createApplication } from "./create";
import { getApplication } from "./get";
import { listApplications } from "./list";
import { deactivateApplication } from "./set-status";

testDatabase();
let organization: MintedOrganization;

const names = ["alpha", "Beta", "gamma 100%", "Delta_one", "épsilon"];

beforeAll(async () => {
  organization = await mintOrganization();
  const stranger = await mintOrganization();
  await createApplication(stranger.owner, { name: "alpha", baseUrl: "https://x.example" });
  for (const [index, name] of names.entries()) {
    const actor = index % 2 === 0 ? organization.owner : organization.developer;
    await createApplication(actor, { name, baseUrl: `https://h${index}.example` });
  }
});

const listed = async (query: Record<string, unknown>) =>
  (await listApplications(organization.owner, query)).data.map((item) => item.name);

test("newest first, or sorted by name whatever the case, either way", async () => {
  expect(await listed({})).toEqual([...names].reverse());
  expect(await listed({ sort: "createdAt", order: "asc" })).toEqual(names);
  const sorted = ["alpha", "Beta", "Delta_one", "gamma 100%"];
  expect((await listed({ sort: "name" })).filter((name) => name !== "épsilon")).toEqual(sorted);
});

test.each(["name", "status", "createdAt", "lastUsedAt"])(
  "cursors over %s walk through all, each once, as pages do",
  async (sort) => {
    for (const order of ["asc", "desc"]) {
      const all = await listed({ sort, order });
      expect([...all].sort()).toEqual([...names].sort());
      const walked: string[] = [];
      let after: string | undefined;
      do {
        const page = await listApplications(organization.auditor, {
          sort,
          order,
          limit: "2",
          after,
        });
        expect(page.total).toBe(5);
        walked.push(...page.data.map((item) => item.name));
        after = page.nextCursor ?? undefined;
      } while (after);
      expect(walked).toEqual(all);
      const pages = [1, 2, 3].map((page) => listed({ sort, order, limit: 2, page: `${page}` }));
      expect((await Promise.all(pages)).flat()).toEqual(all);
    }
    expect(await listed({ sort, page: 9 })).toEqual([]);
  },
);

test("search takes signs literally, and finds by name, base URL and id", async () => {
  expect(await listed({ search: "%" })).toEqual(["gamma 100%"]);
  expect(await listed({ search: "_" })).toEqual(["Delta_one"]);
  expect(await listed({ search: "\\" })).toEqual([]);
  expect(await listed({ search: " ALPHA " })).toEqual(["alpha"]);
  expect(await listed({ search: "h3.example" })).toEqual(["Delta_one"]);
  expect(await listed({ search: "" })).toHaveLength(5);
  const [first] = (await listApplications(organization.owner, { search: "beta" })).data;
  expect(await listed({ search: first?.id })).toEqual(["Beta"]);
});

test("filters by owner and status", async () => {
  const mine = await listApplications(organization.developer, { owner: "me", sort: "name" });
  expect(mine.data.map((item) => item.name)).toEqual(["Beta", "Delta_one"]);
  expect(mine.total).toBe(2);
  expect(await listed({ owner: organization.developer.id })).toHaveLength(2);
  expect(await listed({ owner: newId("mem") })).toEqual([]);
  const beta = mine.data[0];
  await deactivateApplication(organization.owner, beta?.id);
  expect(await listed({ status: "inactive" })).toEqual(["Beta"]);
  expect(await listed({ status: "active" })).toHaveLength(4);
  const { actor } = await mintToken(organization, ["applications.read"]);
  expect((await listApplications(actor, {})).total).toBe(5);
  await expect(listApplications(actor, { owner: "me" })).rejects.toMatchObject({ code: "INVALID" });
});

test("it is shown by its first secret key, as a JWT key has no half to show", async () => {
  const { owner } = organization;
  const { id } = await createApplication(owner, { name: "Tokens", baseUrl: "https://t.example" });
  const api = await mintApi(organization);
  await replaceGrants(owner, id, { grants: [{ api: api.slug, permission: "orders:read" }] });
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const wish = { name: "ci", environment: "staging", kind: "jwt" as const, expiresAt };
  await createKey(owner, id, wish);
  const shown = async () => (await getApplication(owner, id)).keys;
  expect(await shown()).toMatchObject({ active: 1, sharedKey: null });
  const { sharedKey } = await createKey(owner, id, { name: "ci", environment: "staging" });
  expect(await shown()).toMatchObject({ active: 2, sharedKey });
});

test("what an application's keys do is counted, without those revoked, expired or deleted", async () => {
  const { owner } = organization;
  const { id } = await createApplication(owner, { name: "Keys", baseUrl: "https://k.example" });
  const made = [];
  for (const environment of ["production", "production", "staging", "development"]) {
    made.push(await createKey(owner, id, { name: environment, environment }));
  }
  const [first, revoked, expired, deleted] = made.map((one) => one.key.id);
  await revokeKey(owner, revoked, {});
  const used = new Date("2026-01-02T03:04:05.678Z");
  await transact(owner, async (tx) => {
    for (const [keyId, change] of [
      [first, { lastUsedAt: used }],
      [expired, { expiresAt: new Date(Date.now() - 1000) }],
      [deleted, { deletedAt: new Date() }],
    ] as const) {
      if (!keyId) throw new Error("no key");
      await tx
        .update(keys)
        .set(change)
        .where(and(eq(keys.orgId, owner.organizationId), eq(keys.id, keyId)));
    }
  });
  const [item] = (await listApplications(owner, { sort: "lastUsedAt", order: "desc" })).data;
  expect(item).toMatchObject({
    id,
    keys: {
      active: 1,
      total: 3,
      environments: ["production"],
      sharedKey: made[0]?.sharedKey,
    },
    lastUsedAt: used.toISOString(),
  });
});

test.each([
  ["limit", "0"],
  ["limit", "101"],
  ["limit", "many"],
  ["limit", "1.5"],
  ["page", "0"],
  ["page", "1e99"],
  ["sort", "hash"],
  ["order", "up"],
  ["status", "deleted"],
  ["owner", "you"],
  ["search", "a\u0000"],
  ["search", "a".repeat(201)],
  ["search", ["a", "b"]],
  ["after", "nonsense"],
  ["after", ""],
  ["after", writeCursor(["-createdAt", "x", "y"])],
  ["unknown", "1"],
])("the query %s=%j is refused at its field", async (path, value) => {
  await expect(listApplications(organization.owner, { [path]: value })).rejects.toMatchObject({
    code: "INVALID",
    extra: { errors: [{ path }] },
  });
});

test("a cursor of another order, or one made by hand, is refused and never fails", async () => {
  const { nextCursor } = await listApplications(organization.owner, { limit: 1 });
  const of = (...parts: unknown[]) => writeCursor(parts);
  const id = newId("app");
  const odd = [
    of("-createdAt", "+275760-09-13T00:00:00.000Z", id),
    of("-createdAt", "0000-01-01T00:00:00.000Z", id),
    of("-createdAt", "infinity", id),
    of("-createdAt", null, id),
    of("-createdAt", "2026-01-01T00:00:00.000Z", newId("key")),
    of("-createdAt", 1, id),
    of(),
  ];
  for (const after of odd) {
    await expect(listApplications(organization.owner, { after })).rejects.toMatchObject({
      code: "INVALID",
    });
  }
  const other = { sort: "name", after: nextCursor };
  await expect(listApplications(organization.owner, other)).rejects.toMatchObject({
    code: "INVALID",
  });
  const nul = { sort: "name", after: of("name", "\u0000", id) };
  await expect(listApplications(organization.owner, nul)).rejects.toMatchObject({
    code: "INVALID",
  });
});

test("500 applications with 10,000 keys are listed in a few statements", async () => {
  const big = await mintOrganization();
  const { owner } = big;
  await transact(owner, async (tx) => {
    const rows = Array.from({ length: 500 }, (_, index) => ({
      orgId: big.id,
      id: newId("app"),
      name: `Application ${index}`,
      nameKey: `${index}`,
      baseUrl: "https://x.example",
      ownerId: owner.id,
      createdBy: owner.id,
    }));
    await tx.insert(applications).values(rows);
    for (let part = 0; part < 20; part++) {
      await tx.insert(keys).values(
        rows.map((row, index) => ({
          orgId: big.id,
          id: newId("key"),
          applicationId: row.id,
          name: "k",
          environment: "production" as const,
          sharedKey: `pcl_live_${part}_${index}`,
          hash: Buffer.alloc(32),
          ownerId: owner.id,
          createdBy: owner.id,
          lastUsedAt: new Date(1.7e12 + index * 1000),
        })),
      );
    }
    await tx.execute(sql`analyze keys`);
  });
  const start = performance.now();
  const page = await listApplications(owner, { limit: 100, sort: "lastUsedAt", order: "desc" });
  expect(performance.now() - start).toBeLessThan(1000);
  expect(page.total).toBe(500);
  expect(page.data[0]).toMatchObject({ name: "Application 499", keys: { active: 20, total: 20 } });
});
