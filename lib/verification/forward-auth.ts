import { z } from "zod";
import { authorize } from "@/lib/access/authorize";
import { AppError } from "@/lib/errors";
import { normalAddress } from "@/lib/forwarding";
import { queryOf } from "@/lib/http/query";
import { rateLimitHeaders } from "@/lib/http/rate-limit";
import { parse } from "@/lib/parse";
import { type Answer, problemAnswer } from "@/lib/problem";
import { answering, type Caller, type Door, paramsOf } from "./caller";
import { keyShown } from "./credentials";
import { apiField } from "./question";
import { type Code, codes } from "./verdict";
import { type Judged, judge, type Verdict } from "./verify";

export const ForwardAuthQuery = z.strictObject({
  api: apiField().optional(),
  deny: z.literal("403", "Only 403, or leave it out.").optional(),
});

/**
 * `ANY /v1/forward-auth`: whether a gateway may let a request pass. With an API, its method and path
 * are judged, and one that the gateway doesn't tell matches nothing; without, the key alone is.
 */
export const forwardAuthDoor: Door = (caller, services) =>
  answering(caller, async () => {
    const { headers, origin, target } = caller;
    const actor = await services.source.token(headers.get("x-portcullis-token"), origin);
    authorize(actor, "key.verify");
    const { api, deny } = parse(ForwardAuthQuery, queryOf(paramsOf(target)));
    const told = toldRequest(headers);
    const asked = api !== undefined || actor.apiId !== null ? (told ?? untold) : {};
    const request = { ...asked, ...placeOfCaller(caller) };
    const wish = { key: keyShown(headers), api, request, ...plain };
    const judged = await judge(actor, wish, services);
    const { verdict } = judged;
    return verdict.valid ? passed(verdict) : refused(judged, verdict, deny !== undefined, asked);
  });

const plain = { cost: 1, explain: false };

type Told = { method?: string; path?: string };

/** Matches nothing. */
const untold: Told = { method: "", path: "" };

/**
 * The request that the gateway asks about: in `X-Forwarded-Method` and `-Uri`, or in
 * `X-Original-Method` and `-URI`. A caller can add those that its gateway does not write, so that
 * half of a pair, or two pairs that differ, tell nothing.
 */
function toldRequest(headers: Caller["headers"]): Told | null {
  const pairs = ["x-forwarded", "x-original"]
    .map((name) => ({ method: headers.get(`${name}-method`), path: headers.get(`${name}-uri`) }))
    .filter(({ method, path }) => method !== null || path !== null);
  const [first, second = first] = pairs;
  if (!first || !second || first.method === null || first.path === null) return null;
  if (first.method !== second.method || first.path !== second.path) return null;
  return { method: first.method.slice(0, 20), path: first.path };
}

function placeOfCaller({ headers, forwardedFor }: Caller) {
  const ip = normalAddress(forwardedFor?.split(",").at(-1));
  return {
    ip: ip ?? undefined,
    origin: headers.get("origin")?.slice(0, 2000),
    userAgent: headers.get("user-agent")?.slice(0, 300),
  };
}

function passed(verdict: Extract<Verdict, { valid: true }>): Answer {
  return {
    status: 200,
    headers: {
      "cache-control": "no-store",
      "x-request-id": verdict.requestId,
      "x-portcullis-application": verdict.application.id,
      "x-portcullis-key": verdict.key.id,
      "x-portcullis-organization": verdict.organizationId,
      "x-portcullis-permissions": permissionsHeader(verdict.permissions),
      ...staleness(verdict),
    },
    body: "",
  };
}

/** What does not fit the buffers of usual gateways is left out whole: none is less than some. */
const longestHeader = 3000;

function permissionsHeader(permissions: readonly string[]): string {
  const text = permissions.filter((name) => /^[\x21-\x7e]+$/.test(name)).join(" ");
  return text.length > longestHeader ? "" : text;
}

/** The database is lost, and the gate may answer by what it knew. */
const staleness = ({ ageMs }: Verdict): Record<string, string> =>
  ageMs === undefined ? {} : { "x-portcullis-stale": String(Math.round(ageMs)) };

function refused(
  { retryAfterMs }: Judged,
  verdict: Verdict,
  deny403: boolean,
  asked: Told,
): Answer {
  const { code, requestId } = verdict;
  const refusal = refusalOf(code);
  const retryAfter =
    refusal === "TOO_MANY_REQUESTS" ? Math.max(1, Math.ceil(retryAfterMs / 1000)) : undefined;
  const told = deny403 && "key" in verdict ? "FORBIDDEN" : refusal;
  const lacking = code === "INSUFFICIENT_PERMISSIONS" && asked === untold;
  const message = lacking ? untoldWords : words[refusal];
  const answer = problemAnswer(new AppError(told, message, { retryAfter }), requestId);
  const limits = refusal === "TOO_MANY_REQUESTS" ? (verdict.rateLimits ?? []) : [];
  return {
    ...answer,
    headers: {
      ...answer.headers,
      "x-portcullis-code": code,
      ...rateLimitHeaders(limits, Date.now()),
      ...staleness(verdict),
    },
  };
}

const words = {
  UNAUTHENTICATED: "Send a valid key: Authorization: Bearer, then the key.",
  FORBIDDEN: "The key may not do this.",
  TOO_MANY_REQUESTS: "The key is used more often than it may be.",
};

const untoldWords =
  "The gateway has to tell which request it asks about: in X-Forwarded-Method and X-Forwarded-Uri, or in X-Original-Method and X-Original-URI, each once and whole.";

/** The codes up to DISABLED say that the key is none, or none any more (RFC 9110 §15.5.2). */
function refusalOf(code: Code): keyof typeof words {
  if (code === "QUOTA_EXCEEDED" || code === "RATE_LIMITED") return "TOO_MANY_REQUESTS";
  return codes.indexOf(code) <= codes.indexOf("DISABLED") ? "UNAUTHENTICATED" : "FORBIDDEN";
}
