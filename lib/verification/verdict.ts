import type { ApiId, ApplicationId, KeyId, MemberId, SigningKeyId } from "@/lib/ids";
import type { Environment } from "@/lib/keys/format";
import type { KeyStatus } from "@/lib/keys/summary";
import type { Endpoint } from "./matcher";
import type { Networks } from "./networks";
import type { Limits } from "./services";
import { type Granted, reaches, type Standing, type Usable, usable } from "./usable";

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
  "IP_NOT_ALLOWED",
  "ORIGIN_NOT_ALLOWED",
  "INSUFFICIENT_PERMISSIONS",
  "QUOTA_EXCEEDED",
  "RATE_LIMITED",
  "VALID",
] as const;
export type Code = (typeof codes)[number];

/** What few keys have. Shared by keys with the same: not to be altered. */
export type Terms = {
  /** Milliseconds since the epoch, as `retiresAt`, from which on the key counts as revoked. */
  notBefore: number | null;
  retiresAt: number | null;
  /** Null for anywhere. */
  networks: Networks | null;
  /** Null where none is demanded. */
  origins: readonly string[] | null;
  /** Null for a secret key. */
  token: TokenTerms | null;
};

/** What the token of a JWT key binds it to. */
export type TokenTerms = {
  /** The APIs that it is for. */
  audience: readonly ApiId[];
  signer: SigningKeyId;
};

export type KeyRecord = {
  key: {
    id: KeyId;
    /** Null for a JWT key. */
    sharedKey: string | null;
    name: string;
    environment: Environment;
    status: KeyStatus;
    expiresAt: Date | null;
    /** Null where the key has none. */
    terms: Terms | null;
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
  granted: readonly Granted[] | null;
  /** That of the key's owner. */
  standing: Standing;
  /** All are required. */
  permissions: readonly string[];
  /** What the request was matched with, null where nothing; undefined where none is asked about. */
  endpoint: Endpoint | null | undefined;
  /** From where the key is used, as far as that is told. */
  request?: { ip?: string | undefined; origin?: string | undefined } | undefined;
};

/** Whether the key is for that API: a JWT key may nothing where its token does not name it. */
export const isFor = ({ terms }: Pick<KeyRecord["key"], "terms">, api: ApiId): boolean =>
  terms === null || terms.token === null || terms.token.audience.includes(api);

/** What the key may use on the API asked for; null where none is. */
export const usableIn = ({ key }: KeyRecord, { granted, standing }: Question): Usable | null =>
  granted && usable(granted, key.permissions, key.environment, standing);

function isGranted(record: KeyRecord, question: Question): boolean {
  const { standing, permissions, endpoint } = question;
  if (standing === "gone") return false;
  const may = usableIn(record, question);
  if (may === null) return permissions.length === 0 && endpoint === undefined;
  if (may.isEmpty) return false;
  for (const name of permissions) if (!may.permissions.includes(name)) return false;
  return endpoint === undefined || (endpoint !== null && reaches(may, endpoint));
}

const isFromThere = ({ networks }: Terms, { request }: Question): boolean =>
  networks === null || (request?.ip !== undefined && networks.has(request.ip));

const isOfOrigin = ({ origins }: Terms, { request }: Question): boolean =>
  origins === null || (request?.origin !== undefined && origins.includes(request.origin));

/** May this key do this at `now`, in milliseconds since the epoch? Asks nobody. */
export function verdict(finding: Finding, question: Question, now: number): Code {
  if (finding === "malformed") return "MALFORMED";
  if (finding === "missing") return "NOT_FOUND";
  if (finding === "unreadable") return "UNREADABLE";
  const { key, application } = finding;
  const { terms } = key;
  if (key.status === "revoked") return "REVOKED";
  if (key.status === "expired") return "EXPIRED";
  if (key.expiresAt !== null && key.expiresAt.getTime() <= now) return "EXPIRED";
  if (terms !== null && terms.retiresAt !== null && terms.retiresAt <= now) return "REVOKED";
  if (terms !== null && terms.notBefore !== null && terms.notBefore > now) return "NOT_YET_VALID";
  if (key.status === "disabled") return "DISABLED";
  if (key.status === "quarantined") return "QUARANTINED";
  if (application.status !== "active") return "APPLICATION_INACTIVE";
  if (question.environment !== null && question.environment !== key.environment) {
    return "WRONG_ENVIRONMENT";
  }
  if (terms !== null && !isFromThere(terms, question)) return "IP_NOT_ALLOWED";
  if (terms !== null && !isOfOrigin(terms, question)) return "ORIGIN_NOT_ALLOWED";
  if (!isGranted(finding, question)) return "INSUFFICIENT_PERMISSIONS";
  return "VALID";
}
