import { and, eq, gte, inArray, isNull, sql } from "drizzle-orm";
import { memberships, notifications } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { rights, roleNames } from "@/lib/access/rights";
import type { MemberId } from "@/lib/ids";
import { notify } from "@/lib/notifications/notify";
import { type AccessRequestSummary, asksInWords } from "./summary";

const deciding = roleNames.filter((role) => rights["request.decide"][role] === "all");

async function deciders(tx: Transaction, actor: Actor): Promise<MemberId[]> {
  const rows = await tx
    .select({ id: memberships.id })
    .from(memberships)
    .where(
      and(
        eq(memberships.orgId, actor.organizationId),
        isNull(memberships.removedAt),
        inArray(memberships.role, deciding),
      ),
    );
  return rows.map((row) => row.id);
}

const factsOf = (actor: Actor, request: AccessRequestSummary) => ({
  requestId: request.id,
  applicationId: request.application.id,
  application: request.application.name,
  asks: asksInWords(request),
  by: actor.name,
});

/** Tells everybody who may decide on it, save who asks. */
export async function tellRequested(
  tx: Transaction,
  actor: Actor,
  request: AccessRequestSummary,
): Promise<void> {
  await notify(tx, actor, await deciders(tx, actor), "access.requested", factsOf(actor, request));
}

/** Tells who asked; nobody needs to decide any more. */
export async function tellDecided(
  tx: Transaction,
  actor: Actor,
  request: AccessRequestSummary,
  decision: "approved" | "refused",
): Promise<void> {
  await markAnswered(tx, actor, request, await deciders(tx, actor));
  const facts = { ...factsOf(actor, request), answer: request.answer };
  await notify(tx, actor, [request.createdBy], `access.${decision}`, facts);
}

/** Tells who asked, where others withdrew it, else those who would have decided. */
export async function tellWithdrawn(
  tx: Transaction,
  actor: Actor,
  request: AccessRequestSummary,
): Promise<void> {
  const others = await deciders(tx, actor);
  await markAnswered(tx, actor, request, others);
  const told = request.createdBy === actor.id ? others : [request.createdBy];
  await notify(tx, actor, told, "access.withdrawn", factsOf(actor, request));
}

/** Nobody's bell rings on for a request that somebody else has answered. */
async function markAnswered(
  tx: Transaction,
  actor: Actor,
  request: AccessRequestSummary,
  memberIds: MemberId[],
): Promise<void> {
  await tx
    .update(notifications)
    .set({ readAt: sql`now()` })
    .where(
      and(
        eq(notifications.orgId, actor.organizationId),
        inArray(notifications.memberId, memberIds),
        gte(notifications.createdAt, new Date(request.createdAt)),
        eq(notifications.kind, "access.requested"),
        eq(sql`${notifications.facts} ->> 'requestId'`, request.id),
        isNull(notifications.readAt),
      ),
    );
}
