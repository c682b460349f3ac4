import { type Transaction, transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { findApplication } from "@/lib/applications/find";
import type { SigningKeyId } from "@/lib/ids";
import type { PublishedStatus } from "@/lib/statuses/published";
import { readPlaces } from "@/lib/statuses/read";
import { readStanding } from "@/lib/verification/staff";
import { findKey } from "./find";
import { findToken } from "./find-token";
import type { KeyToken } from "./issue-token";
import type { KeyRow } from "./summary";

/** Why a token is suspended; `scope`: it says more than its key may now. */
export type SuspendedFor = "disabled" | "quarantined" | "application" | "owner" | "scope";

/** What the token of a JWT key says, and how it is published. Times are RFC 3339 UTC. */
export type KeyTokenSummary = {
  issuer: string;
  /** Slugs of APIs, as they were when it was signed. */
  audiences: string[];
  /** Names of permissions. */
  scope: string[];
  signingKey: SigningKeyId;
  statusList: { number: number; index: number; url: string };
  expiresAt: string;
  /** `ended`: it is past its end, so nothing is published of it. */
  published: PublishedStatus | "ended";
  /** Null unless it is suspended. */
  suspendedFor: SuspendedFor | null;
};

/** What the token of a key says and how it is published; null for a secret key. Throws 404, 403. */
export async function getKeyToken(actor: Actor, keyId: unknown): Promise<KeyTokenSummary | null> {
  authorize(actor, "key.read");
  return transact(actor, async (tx) => {
    const key = await findKey(tx, actor, keyId);
    const token = await findToken(tx, actor, key.id);
    if (!token) return null;
    const published = await publishedAs(tx, actor, token);
    return {
      issuer: token.issuer,
      audiences: token.audiences,
      scope: token.scope,
      signingKey: token.signingKeyId,
      statusList: {
        number: token.statusList,
        index: token.statusIndex,
        url: `${token.issuer}/status-lists/${token.statusList}`,
      },
      expiresAt: token.expiresAt.toISOString(),
      published,
      suspendedFor: published === "suspended" ? await suspendedFor(tx, actor, key) : null,
    };
  });
}

async function publishedAs(
  tx: Transaction,
  { organizationId }: Actor,
  { keyId, expiresAt }: KeyToken,
): Promise<KeyTokenSummary["published"]> {
  if (expiresAt <= new Date()) return "ended";
  const scope = { of: "keys", ids: [keyId] } as const;
  for await (const [place] of readPlaces((work) => work(tx), organizationId, scope)) {
    if (place) return place.status;
  }
  return "valid";
}

async function suspendedFor(tx: Transaction, actor: Actor, key: KeyRow): Promise<SuspendedFor> {
  if (key.status === "disabled" || key.status === "quarantined") return key.status;
  const application = await findApplication(tx, actor, key.applicationId);
  if (application.status !== "active") return "application";
  const standing = await readStanding(tx, actor.organizationId, { key });
  return standing === "gone" ? "owner" : "scope";
}
