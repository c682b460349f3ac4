import { and, eq, inArray } from "drizzle-orm";
import { environments, grants } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import type { ApplicationRow } from "@/lib/applications/find";
import { recordAudit } from "@/lib/audit/record";
import type { ApiId, EndpointId, GrantId, PermissionId } from "@/lib/ids";
import type { Environment } from "@/lib/keys/format";
import { grantsChanged } from "./changed";

/** What becomes a grant, or approves the one that is there. Exactly one of both ids is not null. */
export type Approvable = {
  id: GrantId;
  apiId: ApiId;
  permissionId: PermissionId | null;
  endpointId: EndpointId | null;
  /** As told in the audit log: `orders orders:read`. */
  name: string;
};

/**
 * Approves grants of an application, which `tx` has locked, for environments: gives those that it
 * lacks; those that it has keep who gave them, and what they were approved for before.
 */
export async function approveGrants(
  tx: Transaction,
  actor: Actor,
  application: ApplicationRow,
  items: readonly Approvable[],
  wanted: readonly Environment[],
  reason: string,
): Promise<void> {
  const ofApplication = and(
    eq(grants.orgId, actor.organizationId),
    eq(grants.applicationId, application.id),
  );
  const present = await tx.select().from(grants).where(ofApplication).for("update");
  const grantOf = new Map(present.map((grant) => [grant.permissionId ?? grant.endpointId, grant]));
  const added = items.filter((item) => !grantOf.has(item.permissionId ?? item.endpointId));
  const had = items.flatMap((item) => grantOf.get(item.permissionId ?? item.endpointId) ?? []);
  const approval = { approvedBy: actor.id, reason };
  if (added.length > 0) {
    await tx.insert(grants).values(
      added.map(({ id, apiId, permissionId, endpointId }) => ({
        orgId: actor.organizationId,
        id,
        applicationId: application.id,
        apiId,
        permissionId,
        endpointId,
        createdBy: actor.id,
        approvedFor: [...wanted],
        ...approval,
      })),
    );
  }
  for (const former of new Set(had.map((grant) => grant.approvedFor.join()))) {
    const alike = had.filter((grant) => grant.approvedFor.join() === former);
    const approvedFor = environments.filter(
      (one) => wanted.includes(one) || alike[0]?.approvedFor.includes(one),
    );
    const ids = alike.map((grant) => grant.id);
    await tx
      .update(grants)
      .set({ approvedFor, ...approval })
      .where(and(ofApplication, inArray(grants.id, ids)));
  }
  const addedNames = new Set(added.map((item) => item.name));
  await recordAudit(tx, actor, {
    action: "grants.approved",
    target: { kind: "application", id: application.id, name: application.name },
    applicationId: application.id,
    reason,
    after: {
      added: [...addedNames],
      approved: items.map((item) => item.name).filter((name) => !addedNames.has(name)),
      environments: [...wanted],
    },
  });
  await grantsChanged(tx, actor, application);
}
