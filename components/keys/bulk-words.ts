import type { ManagedKey } from "./key-actions";
import { doingsOf } from "./key-state";

export const bulkActions = ["enable", "disable", "quarantine", "revoke"] as const;
export type BulkAction = (typeof bulkActions)[number];

export const bulkWords: Record<
  BulkAction,
  { verb: string; done: string; consequence: string; danger: boolean }
> = {
  enable: {
    verb: "Enable",
    done: "enabled",
    consequence: "They work again from the next request on.",
    danger: false,
  },
  disable: {
    verb: "Disable",
    done: "disabled",
    consequence: "Whoever uses them is refused until somebody enables them again.",
    danger: false,
  },
  quarantine: {
    verb: "Quarantine",
    done: "quarantined",
    consequence: "Whoever uses them is refused; only an owner or admin can enable them again.",
    danger: true,
  },
  revoke: {
    verb: "Revoke",
    done: "revoked",
    consequence: "Once a key is revoked, it cannot be retrieved. Whoever uses them is refused.",
    danger: true,
  },
};

export const manyKeys = (count: number) => (count === 1 ? "1 key" : `${count} keys`);

/** Those of the keys that it can be done to. */
export const fitFor = (action: BulkAction, keys: readonly ManagedKey[]): ManagedKey[] =>
  keys.filter((key) => doingsOf(key).includes(action));
