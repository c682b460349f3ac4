import { asc, eq } from "drizzle-orm";
import { auditEvents, changeLog } from "@/db/schema";
import { transact } from "@/db/transact";
import type { OrganizationId } from "@/lib/ids";

/** The audit events of an organization, oldest first, for tests. */
export const auditOf = (organization: { id: OrganizationId }) =>
  transact({ organizationId: organization.id }, (tx) =>
    tx
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.orgId, organization.id))
      .orderBy(asc(auditEvents.id)),
  );

/** What was announced to the gates about an organization, oldest first, for tests. */
export const changesOf = (organization: { id: OrganizationId }) =>
  transact({ organizationId: organization.id }, (tx) =>
    tx
      .select({
        kind: changeLog.subjectKind,
        id: changeLog.subjectId,
        revision: changeLog.revision,
      })
      .from(changeLog)
      .where(eq(changeLog.orgId, organization.id))
      .orderBy(asc(changeLog.id)),
  );

/** What a promise was rejected with, so that two answers can be compared; fails where it was not. */
export async function rejection(work: Promise<unknown>): Promise<unknown> {
  let value: unknown;
  try {
    value = await work;
  } catch (error) {
    return error;
  }
  throw new Error(`was not rejected but gave ${JSON.stringify(value)}`);
}
