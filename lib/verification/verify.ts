import { findKey } from "@/db/lookup";
import { transact } from "@/db/transact";
import type { TokenActor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { invalid, RefusedError } from "@/lib/errors";
import {
  type ApiId,
  type ApplicationId,
  type KeyId,
  type MemberId,
  newId,
  type OrganizationId,
  type RequestId,
} from "@/lib/ids";
import { type Environment, type ParsedKey, parseKey } from "@/lib/keys/format";
import { parse } from "@/lib/parse";
import { credentialHash } from "@/lib/secrets/installation";
import { explain } from "./explain";
import { rememberUse } from "./last-used";
import { expectJudgeable, noSuchApi, VerifyKey } from "./question";
import { readApi, readGrants, readKey } from "./record";
import {
  type Code,
  type Finding,
  type KeyRecord,
  permissionsOf,
  type Question,
  verdict,
} from "./verdict";

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

type Answered = { finding: Finding; granted: Question["granted"] };

/**
 * Whether a key may do what is asked, for a service token with the scope keys.verify. A malformed
 * key is refused without asking the database; an unknown, foreign or deleted key, or a wrong
 * secret, is `NOT_FOUND` after the same work. Throws 422 (fields, unknown API), 403 (no scope,
 * another API than the service token is bound to).
 */
export async function verify(actor: TokenActor, input: unknown): Promise<Verdict> {
  authorize(actor, "key.verify");
  const wish = parse(VerifyKey, input);
  expectJudgeable(wish, actor.apiId !== null);
  const text = typeof wish.key === "string" ? wish.key : wish.key.sharedKey + wish.key.secretKey;
  const key = parseKey(text);
  const { finding, granted }: Answered = key
    ? await find(actor, key, wish.api)
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

async function find(actor: TokenActor, key: ParsedKey, slug?: string): Promise<Answered> {
  const hash = await credentialHash(key.key);
  const found = await findKey(key.sharedKey);
  const { organizationId } = actor;
  return transact(actor, async (tx) => {
    const named = slug === undefined ? undefined : await readApi(tx, organizationId, slug);
    const apiId = asked(actor, named, slug);
    const finding = await readKey(tx, organizationId, found?.keyId ?? newId("key"), hash);
    if (typeof finding === "string" || apiId === null) return { finding, granted: null };
    const granted = await readGrants(tx, organizationId, finding.application.id, apiId);
    return { finding, granted };
  });
}

function asked(actor: TokenActor, named: ApiId | undefined, slug?: string): ApiId | null {
  if (slug === undefined) return actor.apiId;
  if (named === undefined) throw invalid("api", noSuchApi);
  if (actor.apiId === null || actor.apiId === named) return named;
  throw new RefusedError(actor, "key.verify", "The service token is bound to another API.");
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
