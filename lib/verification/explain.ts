import { fixPages } from "./fix-pages";
import { explainInsufficient } from "./insufficient";
import { malformedWords } from "./malformed";
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
  /** What was to be a key. */
  shown?: string;
};

const time = (date: Date | null) => date?.toISOString() ?? "never";
const timeOf = (ms: number | null | undefined) => (ms ? new Date(ms).toISOString() : "later");

/** Why the verdict is what it is. */
export function explain(
  code: Code,
  finding: Finding,
  question: Question,
  circumstances: Circumstances = {},
): Explanation {
  if (finding === "malformed") return { reason: malformedWords(circumstances.shown ?? "") };
  if (typeof finding === "string") return { reason: withoutRecord[finding] };
  if (code === "INSUFFICIENT_PERMISSIONS") {
    return explainInsufficient(finding, question, circumstances);
  }
  const { place } = circumstances;
  const fix = place && fixPages[code]?.(finding);
  return {
    reason: words(code, finding, question, place !== undefined),
    ...(fix && { fix: `/${place.slug}/${fix}` }),
  };
}

const mostTold = 5;

/** Some of a list, in words. */
const some = (list: readonly string[]) =>
  list.length > mostTold
    ? `${list.slice(0, mostTold).join(", ")} and ${list.length - mostTold} more`
    : list.join(", ") || "none";

/** `insider`: whether who asks may know where the key is allowed. */
function words(
  code: Code,
  { key, application }: KeyRecord,
  { environment, request }: Question,
  insider: boolean,
): string {
  const { terms } = key;
  const listed = (list: readonly string[] | undefined) =>
    insider && list ? `: ${some(list)}` : "";
  switch (code) {
    case "REVOKED":
      return key.status === "revoked"
        ? "The key was revoked, which is final. Generate a new key for the application."
        : `The key was replaced, and its time ended at ${timeOf(terms?.retiresAt)}. Use the key that replaces it.`;
    case "EXPIRED":
      return `The key expired at ${time(key.expiresAt)}. Generate a new key for the application.`;
    case "NOT_YET_VALID":
      return `The key is valid from ${timeOf(terms?.notBefore)} on. Wait until then.`;
    case "DISABLED":
      return "The key is disabled. Who disabled it or an admin can enable it.";
    case "QUARANTINED":
      return "The key is quarantined. An admin has to look at it.";
    case "APPLICATION_INACTIVE":
      return `The application “${application.name}” is inactive. Its owner or an admin can activate it.`;
    case "WRONG_ENVIRONMENT":
      return `The key is for ${key.environment}, the service token for ${environment}. Use a key of ${environment}.`;
    case "IP_NOT_ALLOWED": {
      const only = `The key may be used from some networks only${listed(terms?.networks?.list)}.`;
      return request?.ip === undefined
        ? `${only} From where this request comes was not told. Send it as request.ip.`
        : `${only} ${request.ip} lies in none of them. Use the key from one of them, or add this network to the key.`;
    }
    case "ORIGIN_NOT_ALLOWED": {
      const only = `The key may be sent from some origins only${listed(terms?.origins ?? undefined)}.`;
      return request?.origin === undefined
        ? `${only} The origin of this request was not told. Send it as request.origin.`
        : `${only} This request has another origin. Use the key from one of them, or add this origin to the key.`;
    }
    case "QUOTA_EXCEEDED":
      return "The key has used up its quota of this day or month. Wait for the next one, or have the quota raised.";
    case "RATE_LIMITED":
      return "The key is used more often than one of its rate limits allows. Wait as long as resetAt says, or have the limit raised.";
    default:
      return "Every rule holds.";
  }
}

const withoutRecord = {
  missing:
    "The organization has no such key. Check that the whole key was copied, and that it is a key of this organization.",
  unreadable:
    "The key's record can't be understood, so it is refused. Generate a new key, and tell the administrator of this installation.",
};
