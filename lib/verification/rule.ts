import type { TokenActor } from "@/lib/access/actor";
import { credentialIn } from "@/lib/keys/credential";
import { parseKey } from "@/lib/keys/format";
import { databaseClock } from "./database-clock";
import type { Endpoint, Matcher } from "./matcher";
import type { VerifyKey } from "./question";
import type { Services, Taken } from "./services";
import { type Answered, type Asked, malformed, type Place } from "./source";
import { type Code, type Finding, type KeyRecord, type Question, verdict } from "./verdict";

/** What a verification came to, before it is put into an answer. */
export type Ruling = {
  code: Code;
  finding: Finding;
  question: Question;
  taken: Pick<Taken, "rateLimits" | "retryAfterMs">;
  /** What an explanation needs besides; undefined where none is asked for. */
  place: Place | undefined;
  matcher: Matcher | null;
  /** How old what it was judged by is, where the database was lost; else undefined. */
  ageMs: number | undefined;
};

export const recordOf = ({ finding }: Ruling): KeyRecord | null =>
  typeof finding === "string" ? null : finding;

/**
 * Judges a question that is parsed and judgeable, by an actor that was authorized, and has it
 * recorded. A promise only where something has to be waited for. Throws 422 (unknown API), 403
 * (another API than the service token is bound to), 503.
 */
export function rule(
  actor: TokenActor,
  wish: VerifyKey,
  services: Services,
): Ruling | Promise<Ruling> {
  const began = performance.now();
  const { key: shown } = wish;
  const key =
    typeof shown === "string" ? credentialIn(shown) : parseKey(shown.sharedKey + shown.secretKey);
  const answered: Answered | Promise<Answered> = key
    ? services.source.find(actor, key, wish)
    : malformed(actor.apiId);
  if (!(answered instanceof Promise)) return limit(actor, wish, services, answered, began);
  return answered.then((found) => limit(actor, wish, services, found, began));
}

const untaken: Taken = { code: "VALID", rateLimits: [], retryAfterMs: 0 };
const noPermissions: string[] = [];

function limit(
  actor: TokenActor,
  wish: VerifyKey,
  services: Services,
  answered: Answered,
  began: number,
): Ruling | Promise<Ruling> {
  const { finding, granted, standing } = answered;
  const question = {
    environment: actor.environment,
    granted,
    standing,
    permissions: wish.permissions ?? noPermissions,
    endpoint: endpointAsked(wish, answered),
    request: wish.request,
  };
  const code = verdict(finding, question, databaseClock.now());
  if (code !== "VALID" || typeof finding === "string" || finding.key.limits === null) {
    return conclude(actor, wish, services, answered, question, code, untaken, began);
  }
  const { limits, id } = finding.key;
  const taken = services.limiter.take(actor.organizationId, id, limits, wish.cost, Date.now());
  if (!(taken instanceof Promise)) {
    return conclude(actor, wish, services, answered, question, taken.code, taken, began);
  }
  return taken.then((taken) =>
    conclude(actor, wish, services, answered, question, taken.code, taken, began),
  );
}

/** Undefined where no path is asked about, null where it matches nothing. */
export function endpointAsked(
  { request }: Asked,
  { matcher }: Answered,
): Endpoint | null | undefined {
  if (request?.path === undefined) return undefined;
  return matcher === null ? null : matcher.match(request.method ?? "", request.path);
}

function conclude(
  actor: TokenActor,
  wish: VerifyKey,
  services: Services,
  { finding, apiId, matcher, place, ageMs }: Answered,
  question: Question,
  code: Code,
  taken: Ruling["taken"],
  began: number,
): Ruling {
  const record = typeof finding === "string" ? null : finding;
  const { endpoint } = question;
  services.recorder.record({
    at: Date.now(),
    organizationId: actor.organizationId,
    applicationId: record ? record.application.id : null,
    keyId: record ? record.key.id : null,
    apiId,
    endpointId: endpoint ? endpoint.id : null,
    environment: record ? record.key.environment : null,
    code,
    cost: wish.cost,
    requestId: actor.origin.requestId,
    network: wish.request?.ip ?? null,
    method: wish.request?.method?.toUpperCase() ?? null,
    path: endpoint ? endpoint.path : null,
    tags: wish.tags ?? null,
    userAgent: wish.request?.userAgent ?? null,
    latencyMicros: Math.round((performance.now() - began) * 1000),
  });
  return { code, finding, question, taken, place, matcher, ageMs };
}
