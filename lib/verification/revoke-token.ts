import { transact } from "@/db/transact";
import type { TokenActor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { actorFromKey } from "@/lib/access/key";
import type { KeyId } from "@/lib/ids";
import { type Credential, parseCredential } from "@/lib/keys/credential";
import { revokeKey, revokeOwnKey } from "@/lib/keys/revoke";
import type { Answer } from "@/lib/problem";
import type { Door } from "./caller";
import { clientCredential } from "./credentials";
import { tokenIn } from "./introspect";
import { answeringOAuth } from "./oauth";
import { presentedOf, readPresented } from "./presented";

/**
 * `POST /v1/revoke` (RFC 7009), by a service token with the scope keys.write or by the key itself.
 * The answer comes when the key is refused everywhere, and is the same for one that is unknown,
 * another's or revoked already (§2.2).
 */
export const revokeTokenDoor: Door = (caller, services) =>
  answeringOAuth(caller, async () => {
    const { headers, origin } = caller;
    const credential = clientCredential(headers);
    if (credential !== null && parseCredential(credential)) {
      const holder = await services.source.ask(() =>
        actorFromKey(credential, origin, { inAnyState: true }),
      );
      if ((await tokenIn(caller)) === credential) await revokeOwnKey(holder, {});
    } else {
      const actor = await services.source.token(credential, origin);
      authorize(actor, "key.revoke");
      const key = parseCredential(await tokenIn(caller));
      const keyId = key && (await idOf(actor, key));
      if (keyId) await revokeKey(actor, keyId, {});
    }
    return done(origin.requestId);
  });

/** The id of a key of the actor's organization, by its whole text. */
async function idOf(actor: TokenActor, key: Credential): Promise<KeyId | null> {
  const { organizationId } = actor;
  const presented = await presentedOf(organizationId, key);
  if (presented === "malformed") return null;
  const finding = await transact(actor, (tx) => readPresented(tx, organizationId, presented));
  if (finding === "missing") return null;
  return "claims" in presented ? presented.claims.jti : presented.keyId;
}

const done = (requestId: string): Answer => ({
  status: 200,
  headers: { "cache-control": "no-store", "x-request-id": requestId },
  body: "",
});
