import { explainInsufficient } from "./insufficient";
import type { Matcher } from "./matcher";
import type { VerifyKey } from "./question";
import type { Place } from "./source";
import type { Code, Finding, KeyRecord, Question } from "./verdict";

export type Explanation = {
  /** Which rule, what it compared, what would fix it. */
  reason: string;
  /** The page of the portal, and its dialog, that would: a path. */
  fix?: string;
};

/** What is known besides the verdict. */
export type Circumstances = {
  place?: Place;
  matcher?: Matcher | null;
  request?: VerifyKey["request"];
};

const time = (date: Date | null) => date?.toISOString() ?? "never";

/** Why the verdict is what it is. */
export function explain(
  code: Code,
  finding: Finding,
  question: Question,
  circumstances: Circumstances = {},
): Explanation {
  if (typeof finding === "string") return { reason: withoutRecord[finding] };
  if (code === "INSUFFICIENT_PERMISSIONS") {
    return explainInsufficient(finding, question, circumstances);
  }
  const { place } = circumstances;
  const page = place && pages[code];
  const fix = page && `/${place.slug}/applications/${finding.application.id}/${page}`;
  return { reason: words(code, finding, question), ...(fix && { fix }) };
}

const pages: Partial<Record<Code, string>> = {
  REVOKED: "keys",
  EXPIRED: "keys",
  DISABLED: "keys",
  QUARANTINED: "keys",
  APPLICATION_INACTIVE: "settings",
};

function words(code: Code, { key, application }: KeyRecord, { environment }: Question): string {
  switch (code) {
    case "REVOKED":
      return "The key was revoked, which is final. Generate a new key for the application.";
    case "EXPIRED":
      return `The key expired at ${time(key.expiresAt)}. Generate a new key for the application.`;
    case "NOT_YET_VALID":
      return `The key is valid from ${time(key.notBefore)} on. Wait until then.`;
    case "DISABLED":
      return "The key is disabled. Its owner or an admin can enable it.";
    case "QUARANTINED":
      return "The key is quarantined. An admin has to look at it.";
    case "APPLICATION_INACTIVE":
      return `The application “${application.name}” is inactive. Its owner or an admin can activate it.`;
    case "WRONG_ENVIRONMENT":
      return `The key is for ${key.environment}, the service token for ${environment}. Use a key of ${environment}.`;
    case "QUOTA_EXCEEDED":
      return "The key has used up its quota of this day or month. Wait for the next one, or have the quota raised.";
    case "RATE_LIMITED":
      return "The key is used more often than one of its rate limits allows. Wait as long as resetAt says, or have the limit raised.";
    default:
      return "Every rule holds.";
  }
}

const withoutRecord = {
  malformed:
    "The text has not the form of a key, or its checksum is wrong: cut off, mistyped or of another kind. Copy the whole key again.",
  missing:
    "The organization has no such key. Check that the whole key was copied, and that it is a key of this organization.",
  unreadable:
    "The key's record can't be understood, so it is refused. Generate a new key, and tell the administrator of this installation.",
};
