import { and, asc, eq, inArray } from "drizzle-orm";
import { apis, applications, endpoints, grants, permissions } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { conflict } from "@/lib/errors";
import { grantsChanged } from "@/lib/grants/changed";
import type { ApplicationId } from "@/lib/ids";
import { applicationsGranted, type CatalogPart, isGrantOf, namesInWords } from "./granted";

type Holder = Pick<typeof applications.$inferSelect, "id" | "name" | "revision">;

/**
 * Locks the applications that are granted it, before the API: in that order changes of grants lock
 * them too.
 */
export async function lockHolders(
  tx: Transaction,
  actor: Actor,
  part: CatalogPart,
): Promise<Holder[]> {
  const found = await applicationsGranted(tx, actor, part);
  if (found.length === 0) return [];
  const ids = found.map((application) => application.id);
  return tx
    .select({ id: applications.id, name: applications.name, revision: applications.revision })
    .from(applications)
    .where(and(eq(applications.orgId, actor.organizationId), inArray(applications.id, ids)))
    .orderBy(asc(applications.id))
    .for("update");
}

/**
 * Takes from the holders, which are locked as the API is, what they are granted of it: told in the
 * audit log of each and announced. Returns their names. Throws 409 where there are any and `wanted`
 * is false, or where somebody was granted it meanwhile, 403 where the actor may give no grants.
 */
export async function removeGrantsOf(
  tx: Transaction,
  actor: Actor,
  part: CatalogPart,
  holders: readonly Holder[],
  { wanted, reason }: { wanted: boolean; reason: string },
): Promise<string[]> {
  const present = await applicationsGranted(tx, actor, part);
  if (present.length === 0) return [];
  if (!wanted) {
    const names = namesInWords(present.map((application) => application.name));
    throw conflict(`Still granted to ${names}. Remove those grants first.`);
  }
  authorize(actor, "grant.edit");
  const locked = new Map(holders.map((holder) => [holder.id, holder]));
  if (present.some(({ id }) => !locked.has(id))) {
    throw conflict("Somebody granted it to another application meanwhile. Look again.");
  }
  const removed = await namesOfGrants(tx, actor, part);
  await tx.delete(grants).where(and(eq(grants.orgId, actor.organizationId), isGrantOf(part)));
  for (const { id, name } of present) {
    await recordAudit(tx, actor, {
      action: "grants.replaced",
      target: { kind: "application", id, name },
      applicationId: id,
      reason,
      after: { added: [], removed: removed.get(id) ?? [] },
    });
    const holder = locked.get(id);
    if (holder) await grantsChanged(tx, actor, holder);
  }
  return present.map(({ name }) => name);
}

async function namesOfGrants(
  tx: Transaction,
  actor: Actor,
  part: CatalogPart,
): Promise<Map<ApplicationId, string[]>> {
  const org = actor.organizationId;
  const rows = await tx
    .select({
      applicationId: grants.applicationId,
      api: apis.slug,
      permission: permissions.name,
      method: endpoints.method,
      path: endpoints.path,
    })
    .from(grants)
    .innerJoin(
      apis,
      and(eq(apis.orgId, org), eq(apis.orgId, grants.orgId), eq(apis.id, grants.apiId)),
    )
    .leftJoin(
      permissions,
      and(
        eq(permissions.orgId, org),
        eq(permissions.orgId, grants.orgId),
        eq(permissions.id, grants.permissionId),
      ),
    )
    .leftJoin(
      endpoints,
      and(
        eq(endpoints.orgId, org),
        eq(endpoints.orgId, grants.orgId),
        eq(endpoints.id, grants.endpointId),
      ),
    )
    .where(and(eq(grants.orgId, org), isGrantOf(part)))
    .orderBy(asc(permissions.name), asc(endpoints.path), asc(endpoints.method));
  const names = new Map<ApplicationId, string[]>();
  for (const { applicationId, api, permission, method, path } of rows) {
    const own = names.get(applicationId) ?? [];
    own.push(`${api} ${permission ?? `${method} ${path}`}`);
    names.set(applicationId, own);
  }
  return names;
}
