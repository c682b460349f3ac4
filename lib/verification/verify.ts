import type { TokenActor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import type { ApplicationId, KeyId, MemberId, OrganizationId, RequestId } from "@/lib/ids";
import { type Environment, parseKey } from "@/lib/keys/format";
import { parse } from "@/lib/parse";
import { explain } from "./explain";
import { rememberUse } from "./last-used";
import { expectJudgeable, VerifyKey } from "./question";
import { type Answered, databaseSource, type Source } from "./source";
import { type Code, type KeyRecord, permissionsOf, verdict } from "./verdict";

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

type RateLimit = { name: string; limit: number; remaining: number; resetAt: string };

export type Verdict =
  | ({ valid: true; code: "VALID"; requestId: RequestId } & KnownKey & {
        permissions: string[];
        rateLimits: RateLimit[];
        revision: number;
        reason?: string;
      })
  | ({
      valid: false;
      code: Exclude<Code, "VALID">;
      requestId: RequestId;
      reason?: string;
    } & Partial<KnownKey & { revision: number }>);

/**
 * Whether a key may do what is asked, for a service token with the scope keys.verify. A malformed
 * key is refused without asking the database; an unknown, foreign or deleted key, or a wrong
 * secret, is `NOT_FOUND` after the same work. Throws 422 (fields, unknown API), 403 (no scope,
 * another API than the service token is bound to).
 */
export async function verify(
  actor: TokenActor,
  input: unknown,
  source: Source = databaseSource,
): Promise<Verdict> {
  authorize(actor, "key.verify");
  const wish = parse(VerifyKey, input);
  expectJudgeable(wish, actor.apiId !== null);
  const text = typeof wish.key === "string" ? wish.key : wish.key.sharedKey + wish.key.secretKey;
  const key = parseKey(text);
  const { finding, granted }: Answered = key
    ? await source.find(actor, key, wish.api)
    : { finding: "malformed", granted: null };
  const question = {
    environment: actor.environment,
    granted,
    permissions: wish.permissions ?? [],
  };
  const now = new Date();
  const code = verdict(finding, question, now);
  const { requestId } = actor.origin;
  const reason = wish.explain ? { reason: explain(code, finding, question) } : {};
  if (code !== "VALID") {
    const known = typeof finding === "string" ? {} : knownKey(actor, finding);
    return { valid: false, code, requestId, ...known, ...reason };
  }
  if (typeof finding === "string") throw new Error("a key that was not found can't be valid");
  const { organizationId } = actor;
  const network = wish.request?.ip ?? null;
  rememberUse({ kind: "key", organizationId, id: finding.key.id, at: now, network });
  const { revision, ...known } = knownKey(actor, finding);
  const permissions = granted ? permissionsOf(finding.key.permissions, granted) : [];
  return {
    valid: true,
    code,
    requestId,
    ...known,
    permissions,
    rateLimits: [],
    revision,
    ...reason,
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
