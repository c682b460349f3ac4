import { readdirSync } from "node:fs";
import { sql } from "drizzle-orm";
import { transactSystem } from "@/db/transact";
import { newId, type OrganizationId, toUuid } from "@/lib/ids";
import type { Verified } from "@/lib/verification/services";

/** A valid verdict of a key and application of their own, for tests. */
export const verdictOf = (changes: Partial<Verified> = {}): Verified => ({
  at: Date.now(),
  organizationId: newId("org"),
  applicationId: newId("app"),
  keyId: newId("key"),
  apiId: null,
  endpointId: null,
  environment: "production",
  code: "VALID",
  cost: 1,
  requestId: newId("req"),
  network: null,
  method: null,
  path: null,
  tags: null,
  userAgent: null,
  latencyMicros: 12,
  ...changes,
});

export type Counted = { count: number; cost: number; events: number };

/** What the database has counted of an organization, for tests. */
export async function countedOf(organizationId: OrganizationId): Promise<Counted> {
  const org = toUuid("org", organizationId);
  const [row] = await transactSystem((tx) =>
    tx.execute<Counted>(sql`
      select coalesce(sum(count), 0)::float8 as count, coalesce(sum(cost), 0)::float8 as cost,
        (select count(*)::int from usage_events where org_id = ${org}::uuid) as events
      from usage_minutes where org_id = ${org}::uuid`),
  );
  return row ?? { count: 0, cost: 0, events: 0 };
}

/** The spools under a directory, for tests. */
export const spoolsIn = (directory: string) =>
  readdirSync(directory).filter((name) => !name.endsWith(".alive"));
