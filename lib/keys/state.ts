import type { KeyStatus } from "./summary";

/** What each status may become. Where a key is over, only its end is told more exactly. */
const next: Record<KeyStatus, readonly KeyStatus[]> = {
  active: ["disabled", "quarantined", "expired", "revoked"],
  disabled: ["active", "quarantined", "expired", "revoked"],
  quarantined: ["active", "expired", "revoked"],
  expired: ["revoked"],
  revoked: [],
};

/** Whether a key may go from one status to another. */
export const mayBecome = (from: KeyStatus, to: KeyStatus): boolean => next[from].includes(to);

/** Whether the key is dead for good. */
export const isOver = (status: KeyStatus): boolean => status === "expired" || status === "revoked";
