import type { Status } from "@/components/ui/status-badge";
import { isOver, mayBecome } from "@/lib/keys/state";
import type { KeySummary } from "@/lib/keys/summary";
import { endsSoon } from "./expiry";
import type { ManagedKey } from "./key-actions";

type State = Pick<KeySummary, "status" | "replacedById" | "notBefore" | "expiresAt">;

/** Whether a new key is taking over from it. */
export const isRotating = ({ status, replacedById }: Pick<State, "status" | "replacedById">) =>
  replacedById !== null && !isOver(status);

/** The status in one word, with what time brings. */
export function shownStatus(key: State, now: number): Status {
  if (key.status !== "active") return key.status;
  if (isRotating(key)) return "rotating";
  if (key.notBefore !== null && Date.parse(key.notBefore) > now) return "upcoming";
  return endsSoon(key.expiresAt, now) ? "expiring" : "active";
}

export const keyDoings = ["edit", "rotate", "enable", "disable", "quarantine", "revoke"] as const;
export type KeyDoing = (typeof keyDoings)[number];

/** What the viewer may do to the key as it is. */
export function doingsOf(key: ManagedKey): KeyDoing[] {
  const { status, may } = key;
  const possible: Record<KeyDoing, boolean> = {
    edit: may.edit && !isOver(status),
    rotate: may.rotate && status === "active" && !isRotating(key),
    enable: may.enable && (status === "disabled" || status === "quarantined"),
    disable: may.disable && mayBecome(status, "disabled"),
    quarantine: may.quarantine && mayBecome(status, "quarantined"),
    revoke: may.revoke && mayBecome(status, "revoked"),
  };
  return keyDoings.filter((doing) => possible[doing]);
}
