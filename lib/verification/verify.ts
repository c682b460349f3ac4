import type { TokenActor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import type { ApplicationId, KeyId, MemberId, OrganizationId, RequestId } from "@/lib/ids";
import { type Environment, parseKey } from "@/lib/keys/format";
import { parse } from "@/lib/parse";
import { explain } from "./explain";
import { expectJudgeable, VerifyKey } from "./question";
import { portalServices, type Remaining, type Services, type Taken } from "./services";
import type { Answered } from "./source";
import { type Code, type KeyRecord, permissionsOf, type Question, verdict } from "./verdict";

/** What a caller may know of a key that it has shown. */
type KnownKey = {
  key: {
    id: KeyId;
    sharedKey: string;
    name: string;
    environment: Environment;
    expiresAt: string | null;
  };
  application: { id: ApplicationId; name: string };
  organizationId: OrganizationId;
  ownerId: MemberId | null;
};

export type Verdict =
  | ({ valid: true; code: "VALID"; requestId: RequestId } & KnownKey & {
        permissions: string[];
        rateLimits: Remaining[];
        revision: number;
        reason?: string;
      })
  | ({
      valid: false;
      code: Exclude<Code, "VALID">;
      requestId: RequestId;
      rateLimits?: Remaining[];
      reason?: string;
    } & Partial<KnownKey & { revision: number }>);

/** A verdict, and after how many milliseconds a limited request could pass. */
export type Judged = { verdict: Verdict; retryAfterMs: number };

/**
 * Whether a key may do what is asked, for a service token with the scope keys.verify. A malformed
 * key is refused without asking the database; an unknown, foreign or deleted key, or a wrong
 * secret, is `NOT_FOUND` after the same work. Throws 422 (fields, unknown API), 403 (no scope,
 * another API than the service token is bound to), 503.
 */
export async function verify(
  actor: TokenActor,
  input: unknown,
  services: Services = portalServices,
): Promise<Verdict> {
  authorize(actor, "key.verify");
  const wish = parse(VerifyKey, input);
  expectJudgeable(wish, actor.apiId !== null);
  return (await judge(actor, wish, services)).verdict;
}

/**
 * As `verify`, of a question that is parsed and judgeable, by an actor that was authorized. A
 * promise only where something has to be waited for.
 */
export function judge(
  actor: TokenActor,
  wish: VerifyKey,
  services: Services,
): Judged | Promise<Judged> {
  const began = performance.now();
  const text = typeof wish.key === "string" ? wish.key : wish.key.sharedKey + wish.key.secretKey;
  const key = parseKey(text);
  const answered: Answered | Promise<Answered> = key
    ? services.source.find(actor, key, wish.api)
    : { finding: "malformed", apiId: actor.apiId, granted: null };
  const then = (found: Answered) => decide(actor, wish, services, found, began);
  return answered instanceof Promise ? answered.then(then) : then(answered);
}

function decide(
  actor: TokenActor,
  wish: VerifyKey,
  services: Services,
  answered: Answered,
  began: number,
): Judged | Promise<Judged> {
  const { finding, granted } = answered;
  const question = {
    environment: actor.environment,
    granted,
    permissions: wish.permissions ?? [],
  };
  const now = new Date();
  const code = verdict(finding, question, now);
  const end = (taken: Taken) => conclude(actor, wish, services, answered, question, taken, began);
  if (code !== "VALID" || typeof finding === "string") {
    return conclude(actor, wish, services, answered, question, { ...untaken, code }, began);
  }
  const { limits, id } = finding.key;
  if (limits === null) return end(untaken);
  const taken = services.limiter.take(actor.organizationId, id, limits, wish.cost, now.getTime());
  return taken instanceof Promise ? taken.then(end) : end(taken);
}

const untaken: Taken = { code: "VALID", rateLimits: [], retryAfterMs: 0 };

function conclude(
  actor: TokenActor,
  wish: VerifyKey,
  services: Services,
  { finding, apiId, granted }: Answered,
  question: Question,
  { code, rateLimits, retryAfterMs }: Omit<Taken, "code"> & { code: Code },
  began: number,
): Judged {
  const { organizationId } = actor;
  const { requestId } = actor.origin;
  const record = typeof finding === "string" ? null : finding;
  services.recorder.record({
    at: Date.now(),
    organizationId,
    applicationId: record?.application.id ?? null,
    keyId: record?.key.id ?? null,
    apiId,
    environment: record?.key.environment ?? null,
    code,
    cost: wish.cost,
    requestId,
    network: wish.request?.ip ?? null,
    method: wish.request?.method ?? null,
    path: wish.request?.path ?? null,
    tags: wish.tags ?? null,
    latencyMicros: Math.round((performance.now() - began) * 1000),
  });
  const reason = wish.explain ? { reason: explain(code, finding, question) } : {};
  if (code !== "VALID" || !record) {
    const refused = code === "VALID" ? "NOT_FOUND" : code;
    const known = record ? knownKey(actor, record) : {};
    const limited = rateLimits.length > 0 && { rateLimits };
    const verdict = { valid: false, code: refused, requestId, ...known, ...limited, ...reason };
    return { verdict: verdict as Verdict, retryAfterMs };
  }
  const { revision, ...known } = knownKey(actor, record);
  const permissions = granted ? permissionsOf(record.key.permissions, granted) : [];
  return {
    verdict: {
      valid: true,
      code,
      requestId,
      ...known,
      permissions,
      rateLimits,
      revision,
      ...reason,
    },
    retryAfterMs,
  };
}

function knownKey({ organizationId }: TokenActor, { key, application }: KeyRecord) {
  const { id, sharedKey, name, environment } = key;
  return {
    key: { id, sharedKey, name, environment, expiresAt: key.expiresAt?.toISOString() ?? null },
    application: { id: application.id, name: application.name },
    organizationId,
    ownerId: key.ownerId,
    revision: key.revision,
  };
}
