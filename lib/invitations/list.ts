import { and, eq, gt, isNotNull, isNull, lte, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { invitations } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { type Page, pageFields, paging, type Sort, toPage } from "@/lib/page";
import { parse } from "@/lib/parse";
import { summarizeInvitations } from "./summarize";
import { type InvitationStatus, type InvitationSummary, invitationStatuses } from "./summary";

export const ListInvitations = z.strictObject({
  ...pageFields,
  status: z.enum(invitationStatuses, `One of ${invitationStatuses.join(", ")}.`).optional(),
});

const sort: Sort<"createdAt"> = {
  name: "createdAt",
  by: invitations.createdAt,
  kind: "time",
  descending: true,
};

const { acceptedAt, withdrawnAt, expiresAt } = invitations;
const open = and(isNull(acceptedAt), isNull(withdrawnAt));
const are: Record<InvitationStatus, SQL | undefined> = {
  accepted: isNotNull(acceptedAt),
  withdrawn: and(isNull(acceptedAt), isNotNull(withdrawnAt)),
  expired: and(open, lte(expiresAt, sql`now()`)),
  pending: and(open, gt(expiresAt, sql`now()`)),
};

/** Invitations, newest first. Throws 422, 403. */
export async function listInvitations(
  actor: Actor,
  query: unknown,
): Promise<Page<InvitationSummary>> {
  authorize(actor, "member.read");
  const wish = parse(ListInvitations, query);
  const { where, orderBy, limit, offset } = paging(wish, sort, invitations.id, "inv");
  const filter = and(eq(invitations.orgId, actor.organizationId), wish.status && are[wish.status]);
  return transact(actor, async (tx) => {
    const total = await tx.$count(invitations, filter);
    const rows = await tx
      .select()
      .from(invitations)
      .where(and(filter, where))
      .orderBy(...orderBy)
      .limit(limit)
      .offset(offset);
    return toPage(await summarizeInvitations(tx, actor, rows), wish, sort, total);
  });
}
