import { eq } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { applications, endpoints } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { deleteApplication } from "@/lib/applications/delete";
import { newId } from "@/lib/ids";
import {
  type CountedWorld,
  isOf,
  mintCountedWorld,
  oneOf,
  randomCounts,
  randomScope,
  sumOf,
} from "@/lib/testing/counted-world";
import { type CountRow, nothing, writeCounts } from "@/lib/testing/counts";
import { testDatabase } from "@/lib/testing/database";
import { failure } from "@/lib/testing/failure";
import { mintToken } from "@/lib/testing/organization";
import { foldUsage } from "./fold";
import { usageAskers, usageCalled } from "./leaders";
import { hourMs, periodBefore, periodOf } from "./period";
import { organizationSparkline, usageSparklines } from "./sparklines";
import { type UsageScope, usageRanges } from "./summary";

testDatabase();

const columns = {
  applications: "applicationId",
  keys: "keyId",
  apis: "apiId",
  endpoints: "endpointId",
} as const;
const nobodies: string[] = Object.values(nothing);

let world: CountedWorld;
let theirs: CountedWorld;
let rows: CountRow[];

beforeAll(async () => {
  world = await mintCountedWorld(12);
  theirs = await mintCountedWorld();
  await writeCounts(randomCounts(theirs, 200));
  rows = randomCounts(world, 3000);
  await writeCounts(rows);
}, 60_000);

const refusedOf = (some: CountRow[]) => sumOf(some.filter(({ outcome }) => outcome !== "VALID"));

/** The ten that lead by all that was counted, without their names. */
function leadersOf(
  noun: keyof typeof columns,
  scope: UsageScope,
  range: (typeof usageRanges)[number],
) {
  if (range === "custom") throw new Error("not tried here");
  const period = periodOf({ range, zone: "UTC" });
  const before = periodBefore(period);
  const within = (edges: readonly number[] = []) =>
    rows.filter((row) => isOf(row, scope, edges[0] ?? 0, edges.at(-1) ?? 0));
  const by = new Map<string, CountRow[]>();
  for (const row of within(period.edges)) {
    const id = row[columns[noun]] ?? "";
    by.set(id, [...(by.get(id) ?? []), row]);
  }
  return [...by]
    .map(([id, some]) => ({
      id: nobodies.includes(id) ? null : id,
      count: sumOf(some),
      refused: refusedOf(some),
      before: sumOf(within(before?.edges).filter((row) => row[columns[noun]] === id)),
    }))
    .sort((a, b) => b.count - a.count || ((a.id ?? "") < (b.id ?? "") ? -1 : 1))
    .slice(0, 10);
}

const usageLeaders = async (actor: Actor, query: unknown) => ({
  ...(await usageAskers(actor, query)),
  ...(await usageCalled(actor, query)),
});

async function checkMany(times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const scope = i < 4 ? {} : randomScope(world);
    const range = usageRanges[i] ?? oneOf(usageRanges);
    if (range === "custom") continue;
    const leaders = await usageLeaders(world.organization.auditor, { range, ...scope });
    const words = JSON.stringify({ range, scope });
    for (const noun of ["applications", "keys", "apis", "endpoints"] as const) {
      const shown = leaders[noun]?.map(({ name: _, isGone: __, ...one }) => one) ?? null;
      const only = {
        ...scope,
        ...(scope.key && { application: scope.key }),
        ...(scope.endpoint && { api: scope.endpoint }),
      };
      const isGiven = {
        applications: only.application,
        keys: only.key,
        apis: only.api,
        endpoints: only.endpoint,
      }[noun];
      expect(shown, `${noun} ${words}`).toEqual(isGiven ? null : leadersOf(noun, scope, range));
    }
  }
}

test("the leaders are those of all that was counted, folded or not", async () => {
  await checkMany(25);
  await foldUsage(120_000);
  await checkMany(25);
}, 180_000);

test("they bear their names, also when they are deleted", async () => {
  const { owner, auditor } = world.organization;
  const endpoint = world.endpoints[0]?.id ?? newId("end");
  const first = (await usageLeaders(auditor, { range: "30d" })).applications?.find(({ id }) => id);
  const gone = first?.id ?? newId("app");
  const before = first?.name;
  expect(before).toMatch(/^Application \d+$/);
  await deleteApplication(owner, gone, { name: before });
  await transact(owner, async (tx) => {
    await tx.delete(endpoints).where(eq(endpoints.id, endpoint));
    expect(await tx.$count(applications, eq(applications.id, gone))).toBe(1);
  });
  const leaders = await usageLeaders(auditor, { range: "30d" });
  const told = (of: "applications" | "keys" | "endpoints", id: string | null) => {
    const { name, isGone } = leaders[of]?.find((one) => one.id === id) ?? {};
    return [name, isGone];
  };
  expect(told("applications", gone)).toEqual([before, true]);
  expect(told("applications", null)).toEqual(["Unknown key", false]);
  expect(told("endpoints", endpoint)).toEqual(["Deleted endpoint", true]);
  expect(leaders.applications?.filter(({ isGone }) => isGone).length).toBe(1);
  const theirs = new Set<string>(
    rows.flatMap(({ applicationId, keyId }) => (applicationId === gone ? [keyId] : [])),
  );
  const keys = leaders.keys?.filter(({ id }) => id) ?? [];
  expect(keys.map(({ isGone }) => isGone)).toEqual(keys.map(({ id }) => theirs.has(id ?? "")));
  expect(leaders.endpoints?.find(({ id }) => id === null)?.name).toBe("Matched no endpoint");
  expect(leaders.apis?.find(({ id }) => id === null)?.name).toBe("No API");
  expect(leaders.applications?.find(({ id }) => id === null)?.name).toBe("Unknown key");
  expect(leaders.endpoints?.map(({ name }) => name)).toContain("POST /orders/{orderId}/refund");
  expect((await failure(usageLeaders(auditor, { application: gone }))).code).toBe("NOT_FOUND");
});

test("sparklines are the last 24 hours of each, and of the organization", async () => {
  const { organization } = world;
  const end = Math.floor(Date.now() / hourMs) * hourMs + hourMs;
  const line = (of: (row: CountRow) => boolean) => {
    const some = rows.filter((row) => of(row) && row.start.getTime() >= end - 24 * hourMs);
    const points = Array.from({ length: 24 }, (_, i) =>
      sumOf(some.filter(({ start }) => Math.floor((start.getTime() - end) / hourMs) === i - 24)),
    );
    return { points, total: sumOf(some), refused: refusedOf(some) };
  };
  expect(await organizationSparkline(organization.developer)).toEqual(line(() => true));
  const stranger = theirs.keys[0]?.id ?? newId("key");
  const keys = [...world.keys.map(({ id }) => id), stranger];
  const ofKeys = await usageSparklines(organization.developer, { keys });
  expect(ofKeys.size).toBe(keys.length);
  for (const id of keys) expect(ofKeys.get(id)).toEqual(line(({ keyId }) => keyId === id));
  expect(ofKeys.get(stranger)?.total).toBe(0);
  const applications = [...new Set(world.keys.map(({ applicationId }) => applicationId))];
  const ofApplications = await usageSparklines(organization.developer, { applications });
  for (const id of applications) {
    expect(ofApplications.get(id)).toEqual(line(({ applicationId }) => applicationId === id));
  }
  const { actor } = await mintToken(organization, ["usage.read"], { environment: "staging" });
  expect(await organizationSparkline(actor)).toEqual(line((row) => row.environment === "staging"));
  const { actor: other } = await mintToken(organization, ["keys.read"]);
  for (const work of [organizationSparkline(other), usageSparklines(other, { keys })]) {
    expect((await failure(work)).code).toBe("FORBIDDEN");
  }
});

test("of another organization nothing is shown, and its ids are as unknown ones", async () => {
  const { auditor } = world.organization;
  const [key] = theirs.keys;
  const [endpoint] = theirs.endpoints;
  for (const [foreign, unknown] of [
    [{ application: key?.applicationId }, { application: newId("app") }],
    [{ key: key?.id }, { key: newId("key") }],
    [{ api: theirs.apis[0] }, { api: newId("api") }],
    [{ endpoint: endpoint?.id }, { endpoint: newId("end") }],
    [{ application: "x" }, { application: "app_1" }],
  ]) {
    const [one, other] = [
      await failure(usageAskers(auditor, foreign)),
      await failure(usageCalled(auditor, unknown)),
    ];
    expect([one.code, one.message]).toEqual(["NOT_FOUND", other.message]);
    expect(other.code).toBe("NOT_FOUND");
  }
  const mine = new Set(rows.flatMap(({ keyId, applicationId }) => [keyId, applicationId]));
  const leaders = await usageLeaders(auditor, { range: "30d" });
  for (const { id } of [...(leaders.keys ?? []), ...(leaders.applications ?? [])]) {
    if (id) expect(mine.has(id as never)).toBe(true);
  }
});
