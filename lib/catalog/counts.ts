import { and, countDistinct, eq, inArray, isNull } from "drizzle-orm";
import { applications, endpoints, grants, permissions } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import type { ApiId } from "@/lib/ids";
import type { ApiCounts } from "./summary";

/** How many endpoints, permissions and granted applications each of the APIs has. */
export async function countsOf(
  tx: Transaction,
  actor: Actor,
  ids: ApiId[],
): Promise<Map<ApiId, ApiCounts>> {
  const counts = new Map<ApiId, ApiCounts>(
    ids.map((id) => [id, { endpoints: 0, permissions: 0, applications: 0 }]),
  );
  if (ids.length === 0) return counts;
  const org = actor.organizationId;
  const note = (name: keyof ApiCounts, rows: { apiId: ApiId; count: number }[]) => {
    for (const { apiId, count } of rows) {
      const entry = counts.get(apiId);
      if (entry) entry[name] = count;
    }
  };
  note(
    "endpoints",
    await tx
      .select({ apiId: endpoints.apiId, count: countDistinct(endpoints.id) })
      .from(endpoints)
      .where(and(eq(endpoints.orgId, org), inArray(endpoints.apiId, ids)))
      .groupBy(endpoints.apiId),
  );
  note(
    "permissions",
    await tx
      .select({ apiId: permissions.apiId, count: countDistinct(permissions.id) })
      .from(permissions)
      .where(and(eq(permissions.orgId, org), inArray(permissions.apiId, ids)))
      .groupBy(permissions.apiId),
  );
  note(
    "applications",
    await tx
      .select({ apiId: grants.apiId, count: countDistinct(grants.applicationId) })
      .from(grants)
      .innerJoin(
        applications,
        and(eq(applications.orgId, grants.orgId), eq(applications.id, grants.applicationId)),
      )
      .where(
        and(
          eq(grants.orgId, org),
          eq(applications.orgId, org),
          isNull(applications.deletedAt),
          inArray(grants.apiId, ids),
        ),
      )
      .groupBy(grants.apiId),
  );
  return counts;
}
