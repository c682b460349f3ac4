import type { ApplicationId, KeyId, MemberId } from "@/lib/ids";
import type { Environment } from "@/lib/keys/format";
import type { KeyStatus } from "@/lib/keys/summary";
import type { Limits } from "./services";

/** In order of precedence: the first that applies is the verdict. */
export const codes = [
  "MALFORMED",
  "NOT_FOUND",
  "UNREADABLE",
  "REVOKED",
  "EXPIRED",
  "NOT_YET_VALID",
  "DISABLED",
  "QUARANTINED",
  "APPLICATION_INACTIVE",
  "WRONG_ENVIRONMENT",
  "INSUFFICIENT_PERMISSIONS",
  "QUOTA_EXCEEDED",
  "RATE_LIMITED",
  "VALID",
] as const;
export type Code = (typeof codes)[number];

/** A permission that is granted, or an endpoint with the permission that it requires. */
export type Granted = { endpoint: boolean; permission: string | null };

export type KeyRecord = {
  key: {
    id: KeyId;
    sharedKey: string;
    name: string;
    environment: Environment;
    status: KeyStatus;
    notBefore: Date | null;
    expiresAt: Date | null;
    permissions: string[] | null;
    ownerId: MemberId | null;
    /** Null where the key has none. */
    limits: Limits | null;
    revision: number;
  };
  application: {
    id: ApplicationId;
    name: string;
    status: "active" | "inactive";
    revision: number;
  };
};

export type Finding = "malformed" | "missing" | "unreadable" | KeyRecord;

export type Question = {
  /** The environment that the service token is bound to. */
  environment: Environment | null;
  /** What the application is granted on the API asked for; null where none is. */
  granted: Granted[] | null;
  /** All are required. */
  permissions: string[];
};

/** A key's own permissions, or null for all that its application is granted. */
type Own = string[] | null;

/** The grants that a key may use: all of its application, or those within its own permissions. */
function usable(own: Own, granted: Granted[]): Granted[] {
  const names = own && new Set(own);
  return names ? granted.filter((g) => g.permission === null || names.has(g.permission)) : granted;
}

/** Worked out once for grants that many keys share. */
const allOf = new WeakMap<Granted[], string[]>();

/** What `permissions` may name: an endpoint's grant never counts. Shared: not to be altered. */
export function permissionsOf(own: Own, granted: Granted[]): string[] {
  if (own !== null) return namesOf(usable(own, granted));
  let names = allOf.get(granted);
  if (!names) {
    names = namesOf(granted);
    allOf.set(granted, names);
  }
  return names;
}

function namesOf(granted: Granted[]): string[] {
  const names = granted.flatMap((g) => (g.endpoint || g.permission === null ? [] : [g.permission]));
  return [...new Set(names)].sort();
}

/** Whether a key may do anything at all with what its application is granted on an API. */
export const isUsable = (own: Own, granted: Granted[]): boolean => usable(own, granted).length > 0;

function isGranted(own: Own, { granted, permissions }: Question): boolean {
  if (granted === null) return permissions.length === 0;
  if (!isUsable(own, granted)) return false;
  if (permissions.length === 0) return true;
  const held = permissionsOf(own, granted);
  return permissions.every((name) => held.includes(name));
}

/** May this key do this at `now`? Asks nobody. */
export function verdict(finding: Finding, question: Question, now: Date): Code {
  if (finding === "malformed") return "MALFORMED";
  if (finding === "missing") return "NOT_FOUND";
  if (finding === "unreadable") return "UNREADABLE";
  const { key, application } = finding;
  if (key.status === "revoked") return "REVOKED";
  if (key.status === "expired") return "EXPIRED";
  if (key.expiresAt !== null && key.expiresAt <= now) return "EXPIRED";
  if (key.notBefore !== null && key.notBefore > now) return "NOT_YET_VALID";
  if (key.status === "disabled") return "DISABLED";
  if (key.status === "quarantined") return "QUARANTINED";
  if (application.status !== "active") return "APPLICATION_INACTIVE";
  if (question.environment !== null && question.environment !== key.environment) {
    return "WRONG_ENVIRONMENT";
  }
  if (!isGranted(key.permissions, question)) return "INSUFFICIENT_PERMISSIONS";
  return "VALID";
}
