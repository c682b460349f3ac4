import { eq } from "drizzle-orm";
import { endpoints } from "@/db/schema";
import { transact } from "@/db/transact";
import { createKey } from "@/lib/keys/create";
import type { Environment } from "@/lib/keys/format";
import { dayMs, floor, hourMs, minuteMs } from "@/lib/usage/period";
import type { UsageScope } from "@/lib/usage/summary";
import { mintApi } from "./catalog";
import { type CountRow, nothing } from "./counts";
import { mintKey } from "./key";
import { mintOrganization } from "./organization";

const outcomes = ["VALID", "VALID", "VALID", "RATE_LIMITED", "EXPIRED"];
const environments: Environment[] = ["production", "staging", "development"];

export const oneOf = <T>(some: readonly T[]): T => {
  const one = some[Math.floor(Math.random() * some.length)];
  if (one === undefined) throw new Error("there is none");
  return one;
};
const below = (end: number) => Math.floor(Math.random() * end);

/** So many applications with four keys each, and two APIs with three endpoints each, for tests. */
export async function mintCountedWorld(applications = 3) {
  const organization = await mintOrganization();
  const orders = await mintApi(organization, "orders");
  const shop = await mintApi(organization, "shop");
  const found = await transact(organization.owner, (tx) =>
    tx.select().from(endpoints).where(eq(endpoints.orgId, organization.id)),
  );
  const keys = [];
  for (let i = 0; i < applications; i++) {
    const environment = oneOf(environments);
    const { key, applicationId } = await mintKey(organization.owner, environment);
    keys.push({ id: key.id, applicationId, environment });
    for (const other of environments) {
      const input = { name: `other ${other}`, environment: other };
      const made = await createKey(organization.owner, applicationId, input);
      keys.push({ id: made.key.id, applicationId, environment: other });
    }
  }
  const apis = [orders.id, shop.id];
  return { organization, keys, apis, endpoints: found.map(({ id, apiId }) => ({ id, apiId })) };
}

export type CountedWorld = Awaited<ReturnType<typeof mintCountedWorld>>;

/** How many days ago there was something, besides of late: few days, as each has to be folded. */
const longAgo = [2, 6, 7, 8, 15, 29, 30, 33];

/** Random counts of the last days, no two rows alike: most of them late, some of unknown keys. */
export function randomCounts(world: CountedWorld, size: number, days = longAgo): CountRow[] {
  const rows = new Map<string, CountRow>();
  const now = floor(Date.now(), minuteMs);
  for (let i = 0; i < size; i++) {
    const key = Math.random() < 0.12 ? null : oneOf(world.keys);
    const endpoint = Math.random() < 0.2 ? null : oneOf(world.endpoints);
    const api = endpoint?.apiId ?? (Math.random() < 0.5 ? oneOf(world.apis) : nothing.apiId);
    const before =
      days.length > 0 && Math.random() < 0.4
        ? oneOf(days) * dayMs + below(dayMs)
        : below(oneOf([hourMs, 3 * hourMs, dayMs]));
    const row = {
      orgId: world.organization.id,
      start: new Date(now - floor(before, minuteMs)),
      applicationId: key?.applicationId ?? nothing.applicationId,
      keyId: key?.id ?? nothing.keyId,
      apiId: api,
      endpointId: endpoint?.id ?? nothing.endpointId,
      environment: key?.environment ?? ("" as const),
      outcome: key ? oneOf(outcomes) : "NOT_FOUND",
    };
    const count = 1 + below(50);
    const fast = below(count + 1);
    rows.set(JSON.stringify(row), {
      ...row,
      count,
      cost: count + below(9),
      latencies: [fast * 64 + below(20), (count - fast) * 64 + 20 + below(20)],
    });
  }
  return [...rows.values()];
}

/** Whether a row is of the scope, and of the time `from` to `to`. */
export const isOf = (row: CountRow, scope: UsageScope, from: number, to: number): boolean =>
  row.start.getTime() >= from &&
  row.start.getTime() < to &&
  (scope.application ?? row.applicationId) === row.applicationId &&
  (scope.key ?? row.keyId) === row.keyId &&
  (scope.api ?? row.apiId) === row.apiId &&
  (scope.endpoint ?? row.endpointId) === row.endpointId &&
  (scope.environment ?? row.environment) === row.environment &&
  (scope.outcome === "refused"
    ? row.outcome !== "VALID"
    : (scope.outcome ?? row.outcome) === row.outcome);

/** Some of what usage can be looked at by, at random. */
export function randomScope({ keys, apis, endpoints }: CountedWorld): UsageScope {
  const key = oneOf(keys);
  const endpoint = oneOf(endpoints);
  const scope: UsageScope = {};
  const some = () => Math.random() < 0.3;
  if (some()) scope.application = key.applicationId;
  if (some()) Object.assign(scope, { application: key.applicationId, key: key.id });
  if (some()) scope.api = oneOf(apis);
  if (some()) Object.assign(scope, { api: endpoint.apiId, endpoint: endpoint.id });
  if (some()) scope.environment = key.environment;
  if (some()) scope.outcome = oneOf(["VALID", "refused", "EXPIRED"]);
  return scope;
}

export const sumOf = (rows: readonly CountRow[]) => rows.reduce((sum, { count }) => sum + count, 0);
