import type { AuditEventSummary } from "@/lib/audit/summary";

export type Overview = {
  applications: { active: number; inactive: number };
  keys: {
    active: number;
    /** Active keys that expire within 7 days. */
    expiringSoon: number;
    /** Active keys made and last used more than 90 days ago. */
    idle: number;
  };
  /** The latest six; none where the actor may not read the audit log. */
  recentEvents: AuditEventSummary[];
  checklist: {
    api: boolean;
    application: boolean;
    key: boolean;
    firstRequest: boolean;
    token: boolean;
  };
};
