import { and, eq, exists, notExists, type SQL, sql } from "drizzle-orm";
import { accessRequestItems, accessRequests } from "@/db/schema";
import { type Transaction, transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorizeMember } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { RefusedError } from "@/lib/errors";
import type { ApplicationId, MemberId } from "@/lib/ids";
import { saveDecision } from "./decide";
import { findRequest, lockPending } from "./find";
import { auditTarget } from "./record";
import { summarizeRequest, summarizeRequests } from "./summarize";
import type { AccessRequestSummary } from "./summary";
import { tellWithdrawn } from "./tell";

/**
 * Takes back a request of one's own. Throws 404, 409 (somebody has decided, or it was taken back
 * already), 403 (somebody else's).
 */
export async function withdrawRequest(actor: Actor, id: unknown): Promise<AccessRequestSummary> {
  const member = authorizeMember(actor, "request.create");
  return transact(member, async (tx) => {
    const seen = await findRequest(tx, member, id);
    if (seen.createdBy !== member.id) {
      const words = "Only who made a request withdraws it. An owner or admin may refuse it.";
      throw new RefusedError(member, "request.create", words);
    }
    const pending = await lockPending(tx, member, seen.id);
    const row = await saveDecision(tx, member, pending, "withdrawn", "");
    const request = await summarizeRequest(tx, member, row);
    await noteWithdrawn(tx, member, request);
    return request;
  });
}

/** For the removal of a member, in its transaction: what they asked for nobody needs to answer. */
export const withdrawRequestsOf = (tx: Transaction, actor: Actor, memberId: MemberId) =>
  withdrawAll(tx, actor, eq(accessRequests.createdBy, memberId), "Who asked has left.");

/** For the deletion of an application, in its transaction. */
export const withdrawRequestsFor = (tx: Transaction, actor: Actor, applicationId: ApplicationId) =>
  withdrawAll(
    tx,
    actor,
    eq(accessRequests.applicationId, applicationId),
    "The application was deleted.",
  );

/**
 * For a deletion from the catalogue, before it and in its transaction: of a request all of whose
 * items meet `deleted` nothing would be left to decide.
 */
export function withdrawRequestsLeftEmpty(tx: Transaction, actor: Actor, deleted: SQL) {
  const items = (which: SQL) =>
    tx
      .select({ id: accessRequestItems.id })
      .from(accessRequestItems)
      .where(
        and(
          eq(accessRequestItems.orgId, actor.organizationId),
          eq(accessRequestItems.requestId, accessRequests.id),
          which,
        ),
      );
  const left = and(exists(items(deleted)), notExists(items(sql`(${deleted}) is not true`)));
  return withdrawAll(tx, actor, left ?? deleted, "What it asked for was deleted.");
}

async function withdrawAll(tx: Transaction, actor: Actor, which: SQL, answer: string) {
  const rows = await tx
    .update(accessRequests)
    .set({
      status: "withdrawn",
      answer,
      decidedAt: sql`now()`,
      decidedBy: actor.kind === "member" ? actor.id : null,
      revision: sql`${accessRequests.revision} + 1`,
    })
    .where(
      and(
        eq(accessRequests.orgId, actor.organizationId),
        eq(accessRequests.status, "pending"),
        which,
      ),
    )
    .returning();
  for (const request of await summarizeRequests(tx, actor, rows)) {
    await noteWithdrawn(tx, actor, request);
  }
}

async function noteWithdrawn(tx: Transaction, actor: Actor, request: AccessRequestSummary) {
  await recordAudit(tx, actor, {
    action: "access.withdrawn",
    target: auditTarget(request),
    applicationId: request.application.id,
    reason: request.answer || undefined,
  });
  await tellWithdrawn(tx, actor, request);
}
