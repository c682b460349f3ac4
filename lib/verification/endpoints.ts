import { and, eq, inArray, like, or, type SQL, sql } from "drizzle-orm";
import { apis, endpoints, permissions } from "@/db/schema";
import type { methods } from "@/db/schema/catalog";
import type { Transaction } from "@/db/transact";
import { normalPath } from "@/lib/catalog/normal-path";
import type { ApiId, OrganizationId } from "@/lib/ids";
import { Matcher } from "./matcher";

function read(tx: Transaction, organizationId: OrganizationId, apiId: ApiId, which?: SQL) {
  return tx
    .select({
      id: endpoints.id,
      method: endpoints.method,
      path: endpoints.path,
      permission: permissions.name,
    })
    .from(endpoints)
    .leftJoin(
      permissions,
      and(eq(permissions.orgId, organizationId), eq(permissions.id, endpoints.permissionId)),
    )
    .where(and(eq(endpoints.orgId, organizationId), eq(endpoints.apiId, apiId), which));
}

/** The endpoints of an API, compiled, and the revision that they are of. */
export async function readMatcher(
  tx: Transaction,
  organizationId: OrganizationId,
  apiId: ApiId,
): Promise<{ matcher: Matcher; revision: number }> {
  const [[api], rows] = await Promise.all([
    tx
      .select({ revision: apis.revision })
      .from(apis)
      .where(and(eq(apis.orgId, organizationId), eq(apis.id, apiId))),
    read(tx, organizationId, apiId),
  ]);
  return { matcher: new Matcher(rows), revision: api?.revision ?? 0 };
}

/** Of the endpoints of an API those that may match: by their methods and first segments. */
export async function readCandidates(
  tx: Transaction,
  organizationId: OrganizationId,
  apiId: ApiId,
  method: string,
  target: string,
): Promise<Matcher> {
  const path = normalPath(target);
  if (path === null) return new Matcher([]);
  const name = method.toUpperCase();
  const named = (name === "HEAD" ? ["HEAD", "GET"] : [name]) as (typeof methods)[number][];
  const first = sql`split_part(${endpoints.path}, '/', 2)`;
  const begins = or(eq(first, path.split("/", 2)[1] ?? ""), like(first, "%{%"));
  const which = and(inArray(endpoints.method, named), begins);
  return new Matcher(await read(tx, organizationId, apiId, which));
}
