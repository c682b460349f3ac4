import type { auditEvents } from "@/db/schema";
import type { ApplicationId, AuditEventId } from "@/lib/ids";

export type AuditEventRow = typeof auditEvents.$inferSelect;

/** Who did what to which thing, when, from where, with which outcome. */
export type AuditEventSummary = {
  id: AuditEventId;
  occurredAt: string;
  actor: { kind: AuditEventRow["actorKind"]; id: string; name: string };
  action: string;
  outcome: AuditEventRow["outcome"];
  target: { kind: string; id: string; name: string } | null;
  applicationId: ApplicationId | null;
  network: string | null;
  userAgent: string | null;
  requestId: string;
  reason: string | null;
  /** The fields that the change altered, before and after it. */
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
};

export function summarizeAuditEvent(row: AuditEventRow): AuditEventSummary {
  return {
    id: row.id,
    occurredAt: row.occurredAt.toISOString(),
    actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
    action: row.action,
    outcome: row.outcome,
    target: row.targetKind
      ? { kind: row.targetKind, id: row.targetId ?? "", name: row.targetName ?? "" }
      : null,
    applicationId: row.applicationId,
    network: row.network,
    userAgent: row.userAgent,
    requestId: row.requestId,
    reason: row.reason,
    before: row.before,
    after: row.after,
  };
}
