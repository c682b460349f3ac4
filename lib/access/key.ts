import { and, eq } from "drizzle-orm";
import { organizations } from "@/db/schema";
import { type Transaction, transact } from "@/db/transact";
import type { OrganizationId } from "@/lib/ids";
import { parseCredential } from "@/lib/keys/credential";
import { databaseClock } from "@/lib/verification/database-clock";
import { explain } from "@/lib/verification/explain";
import { rememberUse } from "@/lib/verification/last-used";
import { presentedAnywhere, readPresented } from "@/lib/verification/presented";
import { networkOf } from "@/lib/verification/seen-from";
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
  const parsed = credential === null ? null : parseCredential(credential);
  const found = parsed && (await presentedAnywhere(parsed, origin.network));
  if (!found) throw refused();
  const { organizationId, presented } = found;
  const { finding, cuts } = await transact({ organizationId }, async (tx) => ({
    finding: await readPresented(tx, organizationId, presented),
    cuts: await cutsNetworks(tx, organizationId),
  }));
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
    const { network: address } = origin;
    const network = address !== null && cuts ? networkOf(address) : address;
    rememberUse({ kind: "key", organizationId, id, at: new Date(), network });
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

/** Whether the organization wants its callers' addresses written as networks only. */
const cutsNetworks = async (tx: Transaction, id: OrganizationId): Promise<boolean> =>
  (await tx.$count(
    organizations,
    and(eq(organizations.id, id), eq(organizations.historyNetworks, "truncated")),
  )) > 0;
