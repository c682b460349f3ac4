import { findKey } from "@/db/lookup";
import { transact } from "@/db/transact";
import { parseKey } from "@/lib/keys/format";
import { credentialHash } from "@/lib/secrets/installation";
import { databaseClock } from "@/lib/verification/database-clock";
import { explain } from "@/lib/verification/explain";
import { rememberUse } from "@/lib/verification/last-used";
import { readKey } from "@/lib/verification/record";
import { type Question, verdict } from "@/lib/verification/verdict";
import { type KeyActor, makeActor, type Origin } from "./actor";
import { unauthenticated } from "./authorize";

const refused = () => unauthenticated("Send a valid key: Authorization: Bearer, then the key.");

/**
 * The actor that a key makes of its holder, on itself only. Throws 401: a malformed key without
 * asking the database; an unknown or deleted one alike; unless it may be `inAnyState`, one that is
 * refused with the reason, since the holder has shown the secret. `sentFrom` is the origin that the
 * holder's browser tells.
 */
export async function actorFromKey(
  credential: string | null,
  origin: Origin,
  { inAnyState = false, sentFrom }: { inAnyState?: boolean; sentFrom?: string } = {},
): Promise<KeyActor> {
  const parsed = credential === null ? null : parseKey(credential);
  if (!parsed) throw refused();
  const hash = await credentialHash(parsed.key);
  const found = await findKey(parsed.sharedKey);
  if (!found) throw refused();
  const { organizationId, keyId } = found;
  const finding = await transact({ organizationId }, (tx) =>
    readKey(tx, organizationId, keyId, hash),
  );
  if (typeof finding === "string") throw refused();
  const question: Question = {
    environment: null,
    granted: null,
    standing: null,
    permissions: [],
    endpoint: undefined,
    request: { ip: origin.network ?? undefined, origin: sentFrom },
  };
  const code = verdict(finding, question, databaseClock.now());
  if (code === "VALID") {
    const { id } = finding.key;
    rememberUse({ kind: "key", organizationId, id, at: new Date(), network: origin.network });
  } else if (!inAnyState) {
    throw unauthenticated(explain(code, finding, question).reason);
  }
  return makeActor<KeyActor>({
    kind: "key",
    id: finding.key.id,
    organizationId,
    name: finding.key.name,
    applicationId: finding.application.id,
    origin,
  });
}
