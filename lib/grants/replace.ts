import { and, eq, inArray } from "drizzle-orm";
import { environments, grants } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize, authorizeOn, canEverywhere } from "@/lib/access/authorize";
import { type ApplicationRow, findApplication } from "@/lib/applications/find";
import { recordAudit } from "@/lib/audit/record";
import { newId } from "@/lib/ids";
import { parse } from "@/lib/parse";
import { expectRevision } from "@/lib/revision";
import { transactSettled } from "@/lib/verification/settle";
import { grantsChanged } from "./changed";
import { type GrantWish, ReplaceGrants } from "./fields";
import { loadGrants } from "./load";
import { resolveGrants } from "./resolve";
import { type GrantList, grantName } from "./summary";

/**
 * Makes the application's grants exactly those given. One that stays keeps who gave it, when and
 * why, and for which environments it was approved: a new one is, for all, where the actor may give
 * sensitive permissions, else for none. Throws 404, 412 (the application's revision is another than `ifRevision`), 422, 403 (also for a
 * sensitive permission that the actor may not give).
 */
export async function replaceGrants(
  actor: Actor,
  applicationId: unknown,
  input: unknown,
  ifRevision?: number,
): Promise<GrantList> {
  authorize(actor, "grant.edit");
  const wish = parse(ReplaceGrants, input);
  return transactSettled(actor, async (tx) => {
    const application = await findApplication(tx, actor, applicationId, "update");
    authorizeOn(actor, "grant.edit", application);
    expectRevision(application.revision, ifRevision);
    const revision = await replaceGrantsIn(tx, actor, application, wish);
    return { grants: await loadGrants(tx, actor, application), revision };
  });
}

/** The change itself, on an application that `tx` has locked. Returns the application's revision. */
export async function replaceGrantsIn(
  tx: Transaction,
  actor: Actor,
  application: ApplicationRow,
  { grants: wishes, reason }: { grants: readonly GrantWish[]; reason: string },
): Promise<number> {
  const present = await loadGrants(tx, actor, application);
  const wanted = await resolveGrants(tx, actor, wishes);
  const had = new Set<string>(
    present.map((grant) => (grant.permission ?? grant.endpoint)?.id ?? ""),
  );
  const ids = new Set<string>(wanted.map((item) => item.permissionId ?? item.endpointId ?? ""));
  const added = wanted.filter((item) => !had.has(item.permissionId ?? item.endpointId ?? ""));
  const removed = present.filter(
    (grant) => !ids.has((grant.permission ?? grant.endpoint)?.id ?? ""),
  );
  if (added.length + removed.length === 0) return application.revision;
  if (added.some((item) => item.sensitive)) authorize(actor, "grant.sensitive");
  const approves = canEverywhere(actor, "grant.sensitive");
  const given = {
    orgId: actor.organizationId,
    applicationId: application.id,
    createdBy: actor.id,
    reason,
    ...(approves && { approvedFor: [...environments], approvedBy: actor.id }),
  };
  if (removed.length > 0) {
    const gone = removed.map((grant) => grant.id);
    await tx
      .delete(grants)
      .where(and(eq(grants.orgId, actor.organizationId), inArray(grants.id, gone)));
  }
  for (let start = 0; start < added.length; start += 1000) {
    await tx.insert(grants).values(
      added.slice(start, start + 1000).map(({ apiId, permissionId, endpointId }) => ({
        ...given,
        id: newId("grt"),
        apiId,
        permissionId,
        endpointId,
      })),
    );
  }
  await recordAudit(tx, actor, {
    action: "grants.replaced",
    target: { kind: "application", id: application.id, name: application.name },
    applicationId: application.id,
    reason: reason || undefined,
    after: { added: added.map((item) => item.name), removed: removed.map(grantName) },
  });
  return grantsChanged(tx, actor, application);
}
