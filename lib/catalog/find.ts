import { and, eq } from "drizzle-orm";
import { apis, endpoints, permissions } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { notFound } from "@/lib/errors";
import { type ApiId, isId } from "@/lib/ids";
import { isApiSlug } from "./fields";
import type { ApiRow, EndpointRow, PermissionRow } from "./summary";

/**
 * The API by id or slug, locked for the change that follows where `lock` is given:
 * under "update" nobody changes its catalogue or grants anything of it meanwhile. Throws 404.
 */
export async function findApi(
  tx: Transaction,
  actor: Actor,
  idOrSlug: unknown,
  lock?: "update" | "share",
): Promise<ApiRow> {
  const byId = isId("api", idOrSlug);
  if (!byId && !isApiSlug(idOrSlug)) throw notFound("API");
  const query = tx
    .select()
    .from(apis)
    .where(
      and(
        eq(apis.orgId, actor.organizationId),
        byId ? eq(apis.id, idOrSlug) : eq(apis.slug, idOrSlug),
      ),
    );
  const [row] = await (lock ? query.for(lock) : query);
  if (!row) throw notFound("API");
  return row;
}

/** The permission of that API. Throws 404. */
export async function findPermission(
  tx: Transaction,
  actor: Actor,
  apiId: ApiId,
  id: unknown,
): Promise<PermissionRow> {
  if (!isId("prm", id)) throw notFound("permission");
  const [row] = await tx
    .select()
    .from(permissions)
    .where(
      and(
        eq(permissions.orgId, actor.organizationId),
        eq(permissions.apiId, apiId),
        eq(permissions.id, id),
      ),
    );
  if (!row) throw notFound("permission");
  return row;
}

/** The endpoint of that API. Throws 404. */
export async function findEndpoint(
  tx: Transaction,
  actor: Actor,
  apiId: ApiId,
  id: unknown,
): Promise<EndpointRow> {
  if (!isId("end", id)) throw notFound("endpoint");
  const [row] = await tx
    .select()
    .from(endpoints)
    .where(
      and(
        eq(endpoints.orgId, actor.organizationId),
        eq(endpoints.apiId, apiId),
        eq(endpoints.id, id),
      ),
    );
  if (!row) throw notFound("endpoint");
  return row;
}

/** The permissions of that API, by name. */
export async function permissionsOf(
  tx: Transaction,
  actor: Actor,
  apiId: ApiId,
): Promise<PermissionRow[]> {
  return tx
    .select()
    .from(permissions)
    .where(and(eq(permissions.orgId, actor.organizationId), eq(permissions.apiId, apiId)))
    .orderBy(permissions.name);
}
