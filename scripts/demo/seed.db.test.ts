import { expect, it } from "vitest";
import { findOrganizationBySlug } from "@/db/lookup";
import { keyStatuses } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { type SystemActor, systemActor } from "@/lib/access/actor";
import { listApplications } from "@/lib/applications/list";
import { listRequests } from "@/lib/approvals/list";
import { listCatalog } from "@/lib/catalog/list-catalog";
import { listEvents } from "@/lib/history/list-events";
import { newId } from "@/lib/ids";
import { listInvitations } from "@/lib/invitations/list";
import { listKeys } from "@/lib/keys/list";
import type { KeyListItem } from "@/lib/keys/summary";
import { listMembers } from "@/lib/members/list";
import { getOverview } from "@/lib/overview/get";
import { getPolicies } from "@/lib/policies/get";
import { judgeKey } from "@/lib/policies/judge";
import { listExceptions } from "@/lib/policies/list-exceptions";
import { prepareSecrets } from "@/lib/secrets/installation";
import { listSigningKeys } from "@/lib/signing/list";
import { rotateSigningKeys } from "@/lib/signing/rotate-due";
import { auditOf } from "@/lib/testing/trail";
import { listTokens } from "@/lib/tokens/list";
import { usageReport } from "@/lib/usage/report";
import { seedDemo } from "./seed";

testDatabase();

it("makes a believable organization, once", async () => {
  await prepareSecrets();
  const { signIns } = await seedDemo();
  expect(signIns.map((each) => each.role).sort()).toEqual([
    "admin",
    "auditor",
    "developer",
    "developer",
    "owner",
  ]);
  const found = await findOrganizationBySlug("northwind");
  if (!found) throw new Error("there is no northwind");
  const system = systemActor(found.organizationId, "test", newId("req"));
  expect((await listMembers(system, {})).total).toBe(5);
  const catalog = await listCatalog(system);
  expect(catalog).toHaveLength(4);
  expect(catalog.flatMap((api) => api.endpointList)).toHaveLength(120);
  const permissions = catalog.flatMap((api) => api.permissionList);
  expect(permissions).toHaveLength(37);
  expect(permissions.filter((one) => one.sensitive)).toHaveLength(9);
  const applications = await listApplications(system, {});
  expect(applications.total).toBe(9);
  expect(new Set(applications.data.map((each) => each.ownerId)).size).toBe(4);
  const keys = (await listKeys(system, { limit: 100 })).data;
  expect(new Set(keys.map((key) => key.status))).toEqual(new Set(keyStatuses));
  expect(new Set(keys.map((key) => key.environment)).size).toBe(3);
  expect(keys.filter((key) => key.lastUsedAt === null)).toHaveLength(3);
  const rotating = (await listKeys(system, { status: "rotating" })).data;
  expect(rotating.map((key) => [key.name, key.retiresAt !== null, key.overlapSeconds])).toEqual([
    ["Support tool", false, 259_200],
    ["Backend", true, null],
  ]);
  const left = Date.parse(rotating[1]?.retiresAt ?? "") - Date.now();
  expect(Math.round(left / 3_600_000)).toBe(19);
  const restricted = keys.filter((key) => key.allowedNetworks ?? key.allowedOrigins);
  expect(restricted.map((key) => key.name).sort()).toEqual(["Local development", "Production"]);
  expect(keys.filter((key) => key.notBefore !== null)).toHaveLength(1);
  const jwtKeys = keys.filter((key) => key.kind === "jwt");
  expect(jwtKeys.map((key) => key.status).sort()).toEqual([
    "active",
    "active",
    "disabled",
    "revoked",
  ]);
  const signers = (await listSigningKeys(system)).keys;
  expect(signers.map(({ state, liveTokens }) => [state, liveTokens])).toEqual([
    ["next", 0],
    ["current", 3],
    ["retired", 1],
  ]);
  const daysSince = (time: string | null | undefined) =>
    Math.round((Date.now() - Date.parse(time ?? "")) / 86_400_000);
  const [, current, retired] = signers;
  const since = [current?.currentSince, retired?.retiredAt, retired?.createdAt].map(daysSince);
  expect(since).toEqual([195, 195, 210]);
  expect(await rotateSigningKeys()).toBe(0);
  expect((await listTokens(system, {})).data.map((token) => token.status).sort()).toEqual([
    "active",
    "active",
    "active",
    "revoked",
  ]);
  const requests = await listRequests(system, {});
  expect(requests.data.map((one) => one.status).sort()).toEqual(["approved", "pending", "refused"]);
  expect((await listInvitations(system, {})).data.map((one) => one.status)).toEqual(["pending"]);
  const narrowed = keys.filter((key) => key.permissions !== null);
  expect(narrowed.map((key) => key.permissions)).toEqual([
    ["stock:read", "articles:read"],
    ["orders:read"],
  ]);
  expect(keys.filter((key) => key.ownerId === null)).toHaveLength(3);
  expect(applications.data.filter((each) => each.maintainerIds.length > 0)).toHaveLength(1);
  const overview = await getOverview(system);
  expect(overview.keys).toMatchObject({ expiringSoon: 1, idle: 1 });
  expect(overview.applications).toEqual({ active: 8, inactive: 1 });
  expect(Object.values(overview.checklist)).toEqual(Array(5).fill(true));
  const policies = await getPolicies(system);
  expect(policies.overrides.map((one) => one.application.name)).toEqual(["Partner Portal"]);
  expect((await listExceptions(system)).data).toMatchObject([
    { rule: "never", key: { name: "Scheduler" }, application: { name: "Warehouse Sync" } },
  ]);
  const judged = await Promise.all(keys.map(({ id }) => judgeKey(system, id)));
  const broken = judged.flatMap(({ breaches }) => breaches).filter((one) => one.dueAt !== null);
  expect(new Set(broken.map((one) => one.rule))).toEqual(
    new Set(["lifetime", "never", "networks", "idle"]),
  );
  expect(broken.every((one) => Date.parse(one.dueAt ?? "") > Date.now())).toBe(true);
  await expectTraffic(system, keys);
  const events = (await auditOf({ id: found.organizationId })).length;
  const { totals } = await usageReport(system, { range: "30d" });
  expect(await seedDemo()).toEqual({ signIns });
  expect(await auditOf({ id: found.organizationId })).toHaveLength(events);
  expect((await usageReport(system, { range: "30d" })).totals).toEqual(totals);
}, 120_000);

const sumOf = (outcomes: Record<string, number> | undefined) =>
  Object.values(outcomes ?? {}).reduce((sum, count) => sum + count, 0);

/** 30 days with a rhythm and a growth, one incident and keys that died, told by every table alike. */
async function expectTraffic(system: SystemActor, keys: KeyListItem[]): Promise<void> {
  const month = await usageReport(system, { range: "30d" });
  const days = month.points.map(({ start, outcomes }) => ({
    weekday: new Date(start).getUTCDay(),
    limited: outcomes.RATE_LIMITED ?? 0,
    total: sumOf(outcomes),
  }));
  expect(month.totals.total).toBeGreaterThan(100_000);
  const refused = month.totals.refused / month.totals.total;
  expect(refused).toBeGreaterThan(0.005);
  expect(refused).toBeLessThan(0.05);
  expect(days.every(({ total }) => total > 0)).toBe(true);
  const mean = (of: typeof days) => of.reduce((sum, { total }) => sum + total, 0) / of.length;
  const working = days.slice(1, -1).filter(({ weekday }) => weekday % 6 > 0);
  const weekend = days.slice(1, -1).filter(({ weekday }) => weekday % 6 === 0);
  expect(mean(weekend)).toBeLessThan(mean(working) * 0.85);
  expect(mean(working.slice(-5))).toBeGreaterThan(mean(working.slice(0, 5)) * 1.05);
  const [worst = 0, second = 0] = days.map(({ limited }) => limited).sort((a, b) => b - a);
  expect(worst).toBeGreaterThan(300);
  expect(worst).toBeGreaterThan(second * 5);

  const oldCheckout = keys.find(({ name }) => name === "Old checkout")?.id;
  const totalOf = async (range: string) =>
    (await usageReport(system, { range, key: oldCheckout })).totals.total;
  expect(await totalOf("30d")).toBeGreaterThan(1000);
  expect(await totalOf("7d")).toBe(0);

  for (const { id, name, lastUsedAt, environment } of keys) {
    if (!lastUsedAt || Date.parse(lastUsedAt) < Date.now() - 36 * 3_600_000) continue;
    const { data } = await listEvents(system, { range: "7d", key: id, outcome: "VALID", limit: 1 });
    expect(data[0]?.environment, name).toBe(environment);
    const between = Date.parse(lastUsedAt) - Date.parse(data[0]?.at ?? "");
    expect(Math.abs(between), name).toBeLessThan(60_000);
  }
}
