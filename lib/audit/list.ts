import { and, count, eq, gte, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { auditEvents, auditOutcomes } from "@/db/schema";
import { type Transaction, transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize, authorizeOn, canEverywhere, refuse } from "@/lib/access/authorize";
import { findApplication } from "@/lib/applications/find";
import { idField, timeField } from "@/lib/fields";
import type { ApplicationId } from "@/lib/ids";
import { cut, type Page, pageFields, paging, type Sort } from "@/lib/page";
import { parse } from "@/lib/parse";
import { type AuditEventSummary, summarizeAuditEvent } from "./summary";

const named = () =>
  z.string("An id.").regex(/^[A-Za-z0-9_-]{1,100}$/, "An id, such as key_… or mem_….");

export const ListAuditEvents = z.strictObject({
  ...pageFields,
  application: idField("app").optional(),
  actor: named().optional(),
  action: z
    .string("An action.")
    .regex(/^[a-z][a-z.-]{0,99}$/, "An action such as key.revoked, or a beginning such as key.")
    .optional(),
  target: named().optional(),
  outcome: z.enum(auditOutcomes, `One of ${auditOutcomes.join(", ")}.`).optional(),
  from: timeField().optional(),
  to: timeField().optional(),
});

const sort: Sort = {
  name: "occurredAt",
  by: auditEvents.occurredAt,
  kind: "time",
  descending: true,
};

/**
 * Audit events, newest first, `from` inclusive to `to` exclusive. An `action` that ends with a dot
 * stands for all that begin so. A developer must name an application that they own or maintain.
 * Throws 404 (an application that a developer names), 422, 403.
 */
export async function listAuditEvents(
  actor: Actor,
  query: unknown,
): Promise<Page<AuditEventSummary>> {
  authorize(actor, "audit.read");
  const wish = parse(ListAuditEvents, query);
  const { where, orderBy, limit, offset } = paging(wish, sort, auditEvents.id, "aud");
  const { actorId, applicationId, targetId, action, outcome, occurredAt } = auditEvents;
  return transact(actor, async (tx) => {
    await authorizeReach(tx, actor, wish.application);
    const matching = and(
      eq(auditEvents.orgId, actor.organizationId),
      wish.application && eq(applicationId, wish.application),
      wish.actor ? eq(actorId, wish.actor) : undefined,
      wish.action ? ofAction(wish.action) : undefined,
      wish.target ? eq(targetId, wish.target) : undefined,
      wish.outcome && eq(outcome, wish.outcome),
      wish.from && gte(occurredAt, wish.from),
      wish.to && lt(occurredAt, wish.to),
    );
    const [counted] = await tx.select({ total: count() }).from(auditEvents).where(matching);
    const found = await tx
      .select()
      .from(auditEvents)
      .where(and(matching, where))
      .orderBy(...orderBy)
      .limit(limit)
      .offset(offset);
    const { rows, nextCursor } = cut(found, wish, sort, (row) => [row.occurredAt, row.id]);
    return { data: rows.map(summarizeAuditEvent), nextCursor, total: counted?.total ?? 0 };
  });

  function ofAction(wanted: string) {
    return wanted.endsWith(".") ? sql`starts_with(${action}, ${wanted})` : eq(action, wanted);
  }
}

async function authorizeReach(
  tx: Transaction,
  actor: Actor,
  application: ApplicationId | undefined,
): Promise<void> {
  if (canEverywhere(actor, "audit.read")) return;
  if (application === undefined) refuse(actor, "audit.read");
  authorizeOn(actor, "audit.read", await findApplication(tx, actor, application));
}
