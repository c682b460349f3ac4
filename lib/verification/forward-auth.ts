import { z } from "zod";
import { authorize } from "@/lib/access/authorize";
import { AppError } from "@/lib/errors";
import { normalAddress } from "@/lib/forwarding";
import { queryOf } from "@/lib/http/query";
import { parse } from "@/lib/parse";
import { type Answer, problemAnswer } from "@/lib/problem";
import { answering, type Caller, type Door, paramsOf } from "./caller";
import { keyShown } from "./credentials";
import { apiField, type VerifyKey } from "./question";
import { type Code, codes } from "./verdict";
import { type Judged, judge, type Verdict } from "./verify";

const Params = z.strictObject({
  api: apiField().optional(),
  deny: z.literal("403", "Only 403, or leave it out.").optional(),
});

/**
 * `ANY /v1/forward-auth`: whether a gateway may let a request pass. With an API, the key needs a
 * grant on it; method and path are recorded, not judged.
 */
export const forwardAuthDoor: Door = (caller, services) =>
  answering(caller, async () => {
    const { headers, origin, target } = caller;
    const actor = await services.source.token(headers.get("x-portcullis-token"), origin);
    authorize(actor, "key.verify");
    const { api, deny } = parse(Params, queryOf(paramsOf(target)));
    const wish = { key: keyShown(headers), api, request: requestOf(caller), ...plain };
    const judged = await judge(actor, wish, services);
    const { verdict } = judged;
    return verdict.valid ? passed(verdict) : refused(judged, verdict, deny !== undefined);
  });

const plain = { cost: 1, explain: false };

/** The request that the gateway asks about, as far as it told. The query may hold secrets. */
function requestOf({ headers, forwardedFor }: Caller): VerifyKey["request"] {
  const first = (...names: string[]) =>
    names.map((name) => headers.get(name)).find((value) => value !== null) ?? undefined;
  const ip = normalAddress(forwardedFor?.split(",").at(-1));
  return {
    method: first("x-forwarded-method", "x-original-method")?.slice(0, 20),
    path: first("x-forwarded-uri", "x-original-uri")?.split(/[?#]/, 1)[0]?.slice(0, 8000),
    ip: ip ?? undefined,
    origin: first("origin")?.slice(0, 2000),
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

function refused({ retryAfterMs }: Judged, verdict: Verdict, deny403: boolean): Answer {
  const { code, requestId } = verdict;
  const refusal = refusalOf(code);
  const retryAfter =
    refusal === "TOO_MANY_REQUESTS" ? Math.max(1, Math.ceil(retryAfterMs / 1000)) : undefined;
  const told = deny403 && "key" in verdict ? "FORBIDDEN" : refusal;
  const answer = problemAnswer(new AppError(told, words[refusal], { retryAfter }), requestId);
  return {
    ...answer,
    headers: { ...answer.headers, "x-portcullis-code": code, ...staleness(verdict) },
  };
}

const words = {
  UNAUTHENTICATED: "Send a valid key: Authorization: Bearer, then the key.",
  FORBIDDEN: "The key may not do this.",
  TOO_MANY_REQUESTS: "The key is used more often than it may be.",
};

/** The codes up to DISABLED say that the key is none, or none any more (RFC 9110 §15.5.2). */
function refusalOf(code: Code): keyof typeof words {
  if (code === "QUOTA_EXCEEDED" || code === "RATE_LIMITED") return "TOO_MANY_REQUESTS";
  return codes.indexOf(code) <= codes.indexOf("DISABLED") ? "UNAUTHENTICATED" : "FORBIDDEN";
}
