import type { TokenActor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { env } from "@/lib/env";
import type { ApplicationId, KeyId, MemberId, OrganizationId, RequestId } from "@/lib/ids";
import type { Environment } from "@/lib/keys/format";
import { parse } from "@/lib/parse";
import { explain } from "./explain";
import { expectJudgeable, VerifyKey } from "./question";
import { type Ruling, recordOf, rule } from "./rule";
import { portalServices, type Remaining, type Services } from "./services";
import { type Code, type KeyRecord, usableIn } from "./verdict";

/** What a caller may know of a key that it has shown. */
type KnownKey = {
  key: {
    id: KeyId;
    /** Null for a JWT key. */
    sharedKey: string | null;
    name: string;
    environment: Environment;
    expiresAt: string | null;
  };
  application: { id: ApplicationId; name: string };
  organizationId: OrganizationId;
  ownerId: MemberId | null;
};

type Aside = {
  /** The database is lost: this is what was true `ageMs` milliseconds ago. */
  stale?: true;
  ageMs?: number;
  reason?: string;
  /** The page of the portal that would put it right. */
  fix?: { url: string };
};

export type Verdict =
  | ({ valid: true; code: "VALID"; requestId: RequestId } & KnownKey & {
        permissions: readonly string[];
        rateLimits: readonly Remaining[];
        revision: number;
      } & Aside)
  | ({
      valid: false;
      code: Exclude<Code, "VALID">;
      requestId: RequestId;
      rateLimits?: readonly Remaining[];
    } & Partial<KnownKey & { revision: number }> &
      Aside);

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
  const ruling = rule(actor, wish, services);
  if (!(ruling instanceof Promise)) return judged(actor, wish, ruling);
  return ruling.then((ruled) => judged(actor, wish, ruled));
}

/** The answer that a ruling gets. */
export function judged(actor: TokenActor, wish: VerifyKey, ruling: Ruling): Judged {
  const { question, ageMs } = ruling;
  const { rateLimits, retryAfterMs } = ruling.taken;
  const { requestId } = actor.origin;
  const record = recordOf(ruling);
  const code = record || ruling.code !== "VALID" ? ruling.code : "NOT_FOUND";
  const more = {
    ...(ageMs !== undefined && { stale: true as const, ageMs }),
    ...(wish.explain && explained(wish, ruling, code)),
  };
  if (!record || code !== "VALID") {
    const known = record ? knownKey(actor, record) : {};
    const limited = rateLimits.length > 0 && { rateLimits };
    const verdict = { valid: false, code, requestId, ...known, ...limited, ...more };
    return { verdict: verdict as Verdict, retryAfterMs };
  }
  const { revision, ...known } = knownKey(actor, record);
  const permissions = usableIn(record, question)?.permissions ?? [];
  const verdict: Verdict = {
    valid: true,
    code,
    requestId,
    ...known,
    permissions,
    rateLimits,
    revision,
    ...more,
  };
  return { verdict, retryAfterMs };
}

function explained(wish: VerifyKey, { finding, question, place, matcher }: Ruling, code: Code) {
  const shown = typeof wish.key === "string" ? wish.key : "";
  const circumstances = { place, matcher, request: wish.request, shown };
  const { reason, fix } = explain(code, finding, question, circumstances);
  return { reason, ...(fix !== undefined && { fix: { url: env().PUBLIC_URL + fix } }) };
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
