import type { Environment } from "@/lib/keys/format";
import type { KeyKind } from "@/lib/keys/summary";

export type Kind = KeyKind;
export const kinds = ["secret", "jwt"] as const satisfies readonly Kind[];

/** What an organization demands of its keys. Days are of 24 hours. */
export type Rules = {
  /** At most so many days from a key's making to its end; null for any. */
  maxLifetimeDays: Record<Environment, number | null>;
  /** Where a key needs no end. */
  neverAllowed: Record<Environment, boolean>;
  /** A key is to be rotated when it is so old; null for never. */
  rotateEveryDays: number | null;
  /** Whether a key that was not rotated in time is stopped, or its people are reminded only. */
  rotationEnforced: boolean;
  /** At most so many keys of one application that are active; a rotating pair counts as one. */
  maxActiveKeys: Record<Environment, number | null>;
  kinds: readonly Kind[];
  /** Where a key has to name the networks that it may be used from. */
  networksRequired: Record<Environment, boolean>;
  /** Where a developer needs an approval for each key. */
  approvalRequired: Record<Environment, boolean>;
  /** A key that was not used for so many days is disabled; null for never. */
  disableIdleDays: number | null;
  /** A key that a policy has disabled is revoked so many days later; null for never. */
  revokeDisabledDays: number | null;
  /** What becomes of the keys of a removed member where nobody says so. */
  departedOwner: "ask" | "service-owned" | "quarantine" | "revoke";
};

const everywhere = <T>(value: T): Record<Environment, T> => ({
  development: value,
  staging: value,
  production: value,
});

/** What holds in an organization that has set nothing else: it breaks no key. */
export const defaultRules: Rules = {
  maxLifetimeDays: everywhere(null),
  neverAllowed: everywhere(true),
  rotateEveryDays: 90,
  rotationEnforced: false,
  maxActiveKeys: everywhere(null),
  kinds,
  networksRequired: everywhere(false),
  approvalRequired: everywhere(false),
  disableIdleDays: null,
  revokeDisabledDays: null,
  departedOwner: "ask",
};

/** What demands nothing of any key, and so is what an application's own rules begin with. */
export const loosestRules: Rules = { ...defaultRules, rotateEveryDays: null };

/** The rules that a key can break, as they are named in refusals, exceptions and reminders. */
export const ruleNames = ["lifetime", "never", "rotation", "kind", "networks", "idle"] as const;
export type RuleName = (typeof ruleNames)[number];

/** A rule that a key breaks, or will if nothing is done. Times are RFC 3339 UTC. */
export type Breach = {
  rule: RuleName;
  /** A sentence: what is demanded, and how the key is. */
  words: string;
  /** When it will break the rule if nothing is done; null where it does so now. */
  breaksAt: string | null;
  /** When it is stopped for it; null where people are reminded only. */
  dueAt: string | null;
  /** The end of its exception; null where it has none, or one that is over. */
  exceptUntil: string | null;
};

/**
 * What has a date: each demand, those by environment cell by cell; `revoke`, that disabled keys are
 * revoked.
 */
export const datedNames = [
  "lifetime.development",
  "lifetime.staging",
  "lifetime.production",
  "never.development",
  "never.staging",
  "never.production",
  "networks.development",
  "networks.staging",
  "networks.production",
  "rotation",
  "rotationEnforced",
  "kind",
  "idle",
  "revoke",
] as const;
export type DatedName = (typeof datedNames)[number];

/** The time (RFC 3339 UTC) before which no key is stopped for a demand, or revoked. */
export type EnforcedFrom = Partial<Record<DatedName, string>>;

/** What a hygiene page finds in keys that still could work. */
export const findingNames = [
  "never-expires",
  "policy",
  "old",
  "idle",
  "owner-left",
  "many-networks",
  "no-networks",
] as const;
export type FindingName = (typeof findingNames)[number];
