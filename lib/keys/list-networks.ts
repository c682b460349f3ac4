import { and, asc, desc, eq } from "drizzle-orm";
import { keyNetworks as seen } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { findKey } from "./find";

/** From where a key was used, in CIDR notation. Times are RFC 3339 UTC. */
export type KeyNetwork = { network: string; firstSeenAt: string; lastSeenAt: string };

const mostShown = 50;

/** The networks that a key was used from, those seen last first, at most 50. Throws 404, 403. */
export async function keyNetworks(actor: Actor, keyId: unknown): Promise<KeyNetwork[]> {
  authorize(actor, "key.read");
  return transact(actor, async (tx) => {
    const { id } = await findKey(tx, actor, keyId);
    const rows = await tx
      .select()
      .from(seen)
      .where(and(eq(seen.orgId, actor.organizationId), eq(seen.keyId, id)))
      .orderBy(desc(seen.lastSeenAt), asc(seen.network))
      .limit(mostShown);
    return rows.map(({ network, firstSeenAt, lastSeenAt }) => ({
      network,
      firstSeenAt: firstSeenAt.toISOString(),
      lastSeenAt: lastSeenAt.toISOString(),
    }));
  });
}
