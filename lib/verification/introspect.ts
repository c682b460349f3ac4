import { authorize } from "@/lib/access/authorize";
import { AppError } from "@/lib/errors";
import { readForm } from "@/lib/http/body";
import { timeOf } from "@/lib/ids";
import { type Credential, credentialIn, JwtText } from "@/lib/keys/credential";
import { jsonAnswer } from "@/lib/problem";
import type { Caller, Door } from "./caller";
import { clientCredential } from "./credentials";
import { answeringOAuth } from "./oauth";
import type { Reach } from "./reach";
import { judge, type Verdict } from "./verify";

const inactive = { active: false };

/**
 * `POST /v1/introspect` (RFC 7662): a verification as OAuth resource servers ask for it. Whatever is
 * not valid just now is inactive, and no more is said.
 */
export const introspectDoor: Door = (caller, services) =>
  answeringOAuth(caller, async () => {
    const { headers, origin } = caller;
    const actor = await services.source.token(clientCredential(headers), origin);
    authorize(actor, "key.verify");
    const token = await tokenIn(caller);
    const { verdict } = await judge(actor, { key: token, cost: 1, explain: false }, services);
    const key = credentialIn(token);
    if (!verdict.valid || !key) return jsonAnswer(inactive, origin.requestId);
    const reach = await services.source.reach(actor, key);
    const asked = reach.filter(({ apiId }) => actor.apiId === null || apiId === actor.apiId);
    return jsonAnswer(active(verdict, key, asked), origin.requestId);
  });

/** The one parameter that counts: hints help nothing here, and others are to be ignored. */
export async function tokenIn({ headers, body }: Caller): Promise<string> {
  const token = (await readForm(body, headers)).get("token");
  if (token) return token;
  throw new AppError("BAD_REQUEST", "Send the parameter token.");
}

/** RFC 7662 §2.2. */
function active(
  verdict: Extract<Verdict, { valid: true }>,
  credential: Credential,
  reach: Reach[],
) {
  const { key, application, ownerId, stale, ageMs } = verdict;
  const scope = [...new Set(reach.flatMap(({ permissions }) => permissions))].sort().join(" ");
  return {
    active: true,
    scope,
    client_id: application.id,
    sub: application.id,
    jti: key.id,
    token_type: "Bearer",
    iat: Math.floor(timeOf("key", key.id).getTime() / 1000),
    ...(credential instanceof JwtText && claimsOf(credential)),
    ...(key.expiresAt && { exp: Math.floor(Date.parse(key.expiresAt) / 1000) }),
    aud: reach.map(({ slug }) => slug).sort(),
    env: key.environment,
    ...(ownerId && { owner: ownerId }),
    ...(stale && { stale, ageMs }),
  };
}

/** Those that the token alone tells. */
function claimsOf({ parsed }: JwtText) {
  if (!parsed) return {};
  const { iss, iat, nbf } = parsed.claims;
  return { iss, iat, nbf };
}
