import { verdictGuide } from "@/lib/error-guide";
import type { KeySummary } from "@/lib/keys/summary";
import type { UsageEvent } from "@/lib/usage/summary";
import { fixPages } from "@/lib/verification/fix-pages";
import type { Code } from "@/lib/verification/verdict";

/** A verdict of the history in words. */
export type EventExplanation = {
  /** Which rule, and what it compared, as far as the history tells. */
  reason: string;
  /** What would put it right; null where nothing is to be. */
  remedy: string | null;
  /** The page of the portal where that is done: a path. */
  fix?: string;
  /** What is different with the key since then; null where nothing is known to be. */
  since: string | null;
};

/** What is known of the key now. */
export type KeyNow = Pick<KeySummary, "status" | "expiresAt" | "notBefore">;

type Words = { reason: string; remedy: string | null; page?: string };

const isCode = (text: string): text is Code => Object.hasOwn(verdictGuide, text);

/**
 * Why a verdict of the history was what it is. `slug`: of the organization; `when` puts an ISO 8601
 * time into words.
 */
export function explainEvent(
  event: UsageEvent,
  { slug, now, when }: { slug: string; now?: KeyNow | undefined; when: (at: string) => string },
): EventExplanation {
  const { outcome } = event;
  if (!isCode(outcome)) {
    return { reason: `The verdict was ${outcome}.`, remedy: null, since: null };
  }
  const { reason, remedy, page } = wordsOf(outcome, event, now, when);
  return {
    reason,
    remedy,
    ...(page && { fix: `/${slug}/${page}` }),
    since: now ? sinceThen(outcome, now) : null,
  };
}

function wordsOf(
  code: Code,
  event: UsageEvent,
  now: KeyNow | undefined,
  when: (at: string) => string,
): Words {
  const { meaning, remedy } = verdictGuide[code];
  const { key, application, network, environment, cost } = event;
  const page = key && application ? fixPages[code]?.({ key, application }) : undefined;
  const usual: Words = { reason: meaning, remedy, ...(page && { page }) };
  const units = cost > 1 ? ` This request had a cost of ${cost}.` : "";
  switch (code) {
    case "VALID":
      return {
        reason: event.api ? `${meaning} The key may use ${nameOf(event)}.` : meaning,
        remedy: null,
      };
    case "EXPIRED":
      return now?.expiresAt && now.expiresAt <= event.at
        ? { ...usual, reason: `The key expired on ${when(now.expiresAt)}.` }
        : usual;
    case "NOT_YET_VALID":
      return now?.notBefore
        ? { ...usual, reason: `The key is valid from ${when(now.notBefore)} on.` }
        : usual;
    case "APPLICATION_INACTIVE":
      return application
        ? { ...usual, reason: `The application “${application.name}” was inactive.` }
        : usual;
    case "WRONG_ENVIRONMENT":
      return environment
        ? {
            ...usual,
            reason: `The key is for ${environment}, and the service token that asked is bound to another environment.`,
            remedy: `Use a key of the token's environment, or ask with a token for ${environment}.`,
          }
        : usual;
    case "IP_NOT_ALLOWED":
      return fromWhere(usual, network);
    case "INSUFFICIENT_PERMISSIONS":
      return insufficient(usual, event);
    case "QUOTA_EXCEEDED":
    case "RATE_LIMITED":
      return { ...usual, reason: `${meaning}${units}` };
    default:
      return usual;
  }
}

function fromWhere(usual: Words, network: string | null | undefined): Words {
  const only = "The key may be used from some networks only.";
  if (network === undefined) return usual;
  return network === null
    ? {
        ...usual,
        reason: `${only} From where this request came was not told.`,
        remedy: "Send it as request.ip.",
      }
    : {
        ...usual,
        reason: network.includes("/")
          ? `${only} The caller's address, in ${network}, lay in none of them.`
          : `${only} ${network} lay in none of them.`,
        remedy: "Use the key from one of them, or add this network to the key.",
      };
}

/** What was asked for, as well as the history knows: of an endpoint, of an API. */
function nameOf({ api, endpoint }: UsageEvent): string {
  const name = api?.name ?? "the API";
  return endpoint ? `${endpoint.method} ${endpoint.path} of ${name}` : name;
}

function insufficient(usual: Words, event: UsageEvent): Words {
  const { api, endpoint, method, application } = event;
  if (api && method !== null && !endpoint) {
    return {
      reason: `${api.name} has no endpoint that matches this ${method} request.`,
      remedy: "Add it to the API, or correct the path.",
      ...(api.slug && { page: `apis/${api.slug}` }),
    };
  }
  if (!application) return usual;
  const holder = `“${application.name}”`;
  return {
    reason: `The key may not use ${nameOf(event)}: ${holder} is not granted it, or the key's own permissions or its owner's role leave it out.`,
    remedy: "Grant it under Connected APIs, or look at the key's permissions and its owner.",
    page: `applications/${application.id}/apis`,
  };
}

/** What is otherwise than it was when the verdict was given. */
function sinceThen(code: Code, { status }: KeyNow): string | null {
  if (status !== "active") {
    return code === status.toUpperCase() ? null : `By now the key is ${status}.`;
  }
  const stopped: readonly Code[] = ["EXPIRED", "DISABLED", "QUARANTINED", "NOT_YET_VALID"];
  return stopped.includes(code) ? "By now the key is active." : null;
}
