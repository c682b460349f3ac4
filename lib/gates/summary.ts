/** A gate as the screen shows it. Times are RFC 3339 UTC, by the database's clock. */
export type GateSummary = {
  id: string;
  version: string;
  address: string;
  /** fresh: its lease holds. late: it is over, so it answers nothing from memory. gone: unheard of for a minute. */
  state: "fresh" | "late" | "gone";
  registeredAt: string;
  lastSeenAt: string;
  /** Milliseconds since it last said what it has applied. */
  lagMs: number;
  /** Changes of any organization that it has not said to have applied. */
  pending: number;
  /** What is left of its lease. */
  leaseMs: number;
  /** How long after its lease it may answer stale; 0: not at all. */
  staleSeconds: number;
};
