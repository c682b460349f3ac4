import type { AuditEventSummary } from "@/lib/audit/summary";

/** What to call the target; a session has no name of its own. */
export function targetName(target: AuditEventSummary["target"]): string | null {
  if (!target || target.kind === "session") return null;
  return target.name || target.id;
}
