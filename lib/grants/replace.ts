import { and, eq, inArray } from "drizzle-orm";
import { grants } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize, authorizeOn } from "@/lib/access/authorize";
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
 * Makes the application's grants exactly those given; one that stays keeps who gave it and when.
 * Throws 404, 412 (the application's revision is another than `ifRevision`), 422, 403 (also for a
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
    const revision = await replaceGrantsIn(tx, actor, application, wish.grants);
    return { grants: await loadGrants(tx, actor, application), revision };
  });
}

/** The change itself, on an application that `tx` has locked. Returns the application's revision. */
export async function replaceGrantsIn(
  tx: Transaction,
  actor: Actor,
  application: ApplicationRow,
  wishes: readonly GrantWish[],
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
  if (removed.length > 0) {
    const gone = removed.map((grant) => grant.id);
    await tx
      .delete(grants)
      .where(and(eq(grants.orgId, actor.organizationId), inArray(grants.id, gone)));
  }
  if (added.length > 0) {
    await tx.insert(grants).values(
      added.map(({ apiId, permissionId, endpointId }) => ({
        orgId: actor.organizationId,
        id: newId("grt"),
        applicationId: application.id,
        apiId,
        permissionId,
        endpointId,
        createdBy: actor.id,
      })),
    );
  }
  await recordAudit(tx, actor, {
    action: "grants.replaced",
    target: { kind: "application", id: application.id, name: application.name },
    applicationId: application.id,
    after: { added: added.map((item) => item.name), removed: removed.map(grantName) },
  });
  return grantsChanged(tx, actor, application);
}
