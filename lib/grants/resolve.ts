import { and, eq, inArray } from "drizzle-orm";
import { apis, endpoints, permissions } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { AppError, type FieldError } from "@/lib/errors";
import type { ApiId, EndpointId, PermissionId } from "@/lib/ids";
import type { GrantWish } from "./fields";

/** A thing that can be granted, as the catalogue knows it. */
export type Grantable = {
  apiId: ApiId;
  permissionId: PermissionId | null;
  endpointId: EndpointId | null;
  sensitive: boolean;
  /** As told in the audit log: `orders orders:read`, `orders GET /orders`. */
  name: string;
};

/**
 * Finds what was wished for in the catalogue and holds it there until the transaction ends. Wishes
 * for the same thing become one. Throws 422 at each one that does not exist.
 */
export async function resolveGrants(
  tx: Transaction,
  actor: Actor,
  wishes: readonly GrantWish[],
): Promise<Grantable[]> {
  const known = await catalogOf(tx, actor, [...new Set(wishes.map((wish) => wish.api))]);
  const found = new Map<string, Grantable>();
  const errors: FieldError[] = [];
  for (const [index, { api, permission, endpoint }] of wishes.entries()) {
    const name = `${api} ${permission ?? endpoint}`;
    const grantable = known.get(name);
    const kind = permission === undefined ? "endpoint" : "permission";
    if (grantable && (kind === "endpoint") === (grantable.endpointId !== null)) {
      found.set(name, grantable);
    } else {
      const message = `The API ${api} has no ${kind} ${permission ?? endpoint}.`;
      errors.push({ path: `grants.${index}.${kind}`, message });
    }
  }
  if (errors.length === 0) return [...found.values()];
  throw new AppError("INVALID", "Some of this is not in the catalogue.", {
    errors: errors.slice(0, 50),
  });
}

async function catalogOf(tx: Transaction, actor: Actor, slugs: string[]) {
  const known = new Map<string, Grantable>();
  if (slugs.length === 0) return known;
  const apiRows = await tx
    .select({ id: apis.id, slug: apis.slug })
    .from(apis)
    .where(and(eq(apis.orgId, actor.organizationId), inArray(apis.slug, slugs)))
    .for("key share");
  if (apiRows.length === 0) return known;
  const slugOf = new Map(apiRows.map((api) => [api.id, api.slug]));
  const apiIds = [...slugOf.keys()];
  const permissionRows = await tx
    .select()
    .from(permissions)
    .where(and(eq(permissions.orgId, actor.organizationId), inArray(permissions.apiId, apiIds)))
    .for("share");
  const endpointRows = await tx
    .select()
    .from(endpoints)
    .where(and(eq(endpoints.orgId, actor.organizationId), inArray(endpoints.apiId, apiIds)))
    .for("share");
  const sensitive = new Set(permissionRows.filter((p) => p.sensitive).map((p) => p.id));
  for (const { id, apiId, name } of permissionRows) {
    const grantable = { apiId, permissionId: id, endpointId: null, sensitive: sensitive.has(id) };
    add(known, `${slugOf.get(apiId)} ${name}`, grantable);
  }
  for (const { id, apiId, method, path, permissionId } of endpointRows) {
    const needs = permissionId !== null && sensitive.has(permissionId);
    const grantable = { apiId, permissionId: null, endpointId: id, sensitive: needs };
    add(known, `${slugOf.get(apiId)} ${method} ${path}`, grantable);
  }
  return known;
}

const add = (known: Map<string, Grantable>, name: string, rest: Omit<Grantable, "name">) =>
  known.set(name, { ...rest, name });
