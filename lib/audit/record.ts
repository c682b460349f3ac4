import { auditEvents } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { type ApplicationId, newId } from "@/lib/ids";

export type AuditTarget = { kind: string; id: string; name: string };

export type AuditEntry = {
  /** Past tense: `key.revoked`. */
  action: string;
  target?: AuditTarget;
  applicationId?: ApplicationId;
  outcome?: "success" | "refused";
  reason?: string;
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
};

/**
 * Writes one audit event in the transaction of the change it tells of. `before` and `after` are
 * reduced to the fields that differ; they must hold no secret.
 */
export async function recordAudit(tx: Transaction, actor: Actor, entry: AuditEntry): Promise<void> {
  const { before, after } = difference(entry.before, entry.after);
  await tx.insert(auditEvents).values({
    orgId: actor.organizationId,
    id: newId("aud"),
    actorKind: actor.kind,
    actorId: actor.id,
    actorName: actor.name,
    action: entry.action,
    outcome: entry.outcome ?? "success",
    targetKind: entry.target?.kind,
    targetId: entry.target?.id,
    targetName: entry.target?.name,
    applicationId: entry.applicationId,
    network: actor.origin.network,
    userAgent: actor.origin.userAgent?.slice(0, 500),
    requestId: actor.origin.requestId,
    reason: entry.reason,
    before,
    after,
  });
}

function difference(before?: Record<string, unknown>, after?: Record<string, unknown>) {
  if (!before || !after) return { before, after };
  const changed = Object.keys(after).filter(
    (name) => JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null),
  );
  const pick = (from: Record<string, unknown>) =>
    Object.fromEntries(changed.map((name) => [name, from[name] ?? null]));
  return { before: pick(before), after: pick(after) };
}
