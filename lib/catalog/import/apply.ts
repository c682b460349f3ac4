import { and, eq, inArray, sql } from "drizzle-orm";
import { endpoints, permissions } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import type { ApiRow, EndpointRow, PermissionRow } from "@/lib/catalog/summary";
import { newId, type PermissionId } from "@/lib/ids";
import type { Plan } from "./plan";

/** Rows per statement: a statement takes 65,535 parameters. */
const batch = 1000;

type Catalog = { endpoints: EndpointRow[]; permissions: PermissionRow[] };

/** Does what the plan says, to an API that `tx` has locked, in as few statements as it takes. */
export async function applyPlan(
  tx: Transaction,
  actor: Actor,
  api: ApiRow,
  present: Catalog,
  plan: Plan,
): Promise<void> {
  const orgId = actor.organizationId;
  const ids = new Map<string, PermissionId>(present.permissions.map(({ id, name }) => [name, id]));
  const inApi = { orgId, apiId: api.id };

  const sensitive = sensitiveHeirs(present, plan);
  const newPermissions = plan.added.flatMap((item) => {
    if (item.kind !== "permission") return [];
    const id = newId("prm");
    ids.set(item.name, id);
    const { name, description } = item;
    return [{ ...inApi, id, name, description, sensitive: sensitive.has(name) }];
  });
  await eachBatch(newPermissions, (rows) => tx.insert(permissions).values(rows));

  const goneEndpoints = plan.removed.flatMap((it) => (it.kind === "endpoint" ? [it.id] : []));
  await eachBatch(goneEndpoints, (gone) =>
    tx.delete(endpoints).where(and(eq(endpoints.orgId, orgId), inArray(endpoints.id, gone))),
  );

  const permissionId = (name: string | null | undefined) => (name ? (ids.get(name) ?? null) : null);
  const rowsById = new Map(present.endpoints.map((row) => [row.id, row]));
  const changedEndpoints = plan.changed.flatMap((item) => {
    const row = item.kind === "endpoint" && rowsById.get(item.id);
    if (!row || item.kind !== "endpoint") return [];
    const { permission, ...after } = item.after;
    const required = permission === undefined ? {} : { permissionId: permissionId(permission) };
    return [{ ...row, ...after, ...required }];
  });
  await eachBatch(changedEndpoints, (rows) =>
    tx
      .insert(endpoints)
      .values(rows)
      .onConflictDoUpdate({
        target: [endpoints.orgId, endpoints.id],
        set: {
          path: sql`excluded.path`,
          summary: sql`excluded.summary`,
          deprecated: sql`excluded.deprecated`,
          permissionId: sql`excluded.permission_id`,
          revision: sql`${endpoints.revision} + 1`,
        },
      }),
  );

  const newEndpoints = plan.added.flatMap((item) => {
    if (item.kind !== "endpoint") return [];
    const { method, path, summary, deprecated } = item;
    const required = permissionId(item.permission);
    return [
      { ...inApi, id: newId("end"), method, path, summary, deprecated, permissionId: required },
    ];
  });
  await eachBatch(newEndpoints, (rows) => tx.insert(endpoints).values(rows));

  const permissionsById = new Map(present.permissions.map((row) => [row.id, row]));
  const described = plan.changed.flatMap((item) => {
    const row = item.kind === "permission" && permissionsById.get(item.id);
    return row && item.kind === "permission" ? [{ ...row, ...item.after }] : [];
  });
  await eachBatch(described, (rows) =>
    tx
      .insert(permissions)
      .values(rows)
      .onConflictDoUpdate({
        target: [permissions.orgId, permissions.id],
        set: {
          description: sql`excluded.description`,
          revision: sql`${permissions.revision} + 1`,
        },
      }),
  );

  const gonePermissions = plan.removed.flatMap((it) => (it.kind === "permission" ? [it.id] : []));
  await eachBatch(gonePermissions, (gone) =>
    tx.delete(permissions).where(and(eq(permissions.orgId, orgId), inArray(permissions.id, gone))),
  );
}

/** The permissions that endpoints require in the place of a sensitive one. */
function sensitiveHeirs({ permissions }: Catalog, { changed }: Plan): Set<string> {
  const sensitive = new Set<string | null | undefined>(
    permissions.flatMap((it) => (it.sensitive ? [it.name] : [])),
  );
  return new Set(
    changed.flatMap((it) =>
      it.kind === "endpoint" && sensitive.has(it.before.permission)
        ? (it.after.permission ?? [])
        : [],
    ),
  );
}

export async function eachBatch<T>(
  all: T[],
  work: (some: T[]) => PromiseLike<unknown>,
): Promise<void> {
  for (let start = 0; start < all.length; start += batch) {
    await work(all.slice(start, start + batch));
  }
}
