import type { Origin, TokenActor } from "@/lib/access/actor";
import { unauthenticated } from "@/lib/access/authorize";
import { databaseClock } from "./database-clock";
import { rememberUse } from "./last-used";

/** A service token in memory: the actor of whichever request read it, to be given its own origin. */
export type RememberedToken = { actor: TokenActor; usedAt: number };

const minute = 60_000;

/** The remembered actor with the origin of this request. Throws 401 where it has expired. */
export function act(actor: TokenActor, origin: Origin): TokenActor {
  if (actor.expiresAt && actor.expiresAt.getTime() <= databaseClock.now())
    throw unauthenticated("The service token has expired.");
  return { ...actor, origin };
}

/** Notes the last use of a token that memory knows, to the minute. */
export function noteUse(known: RememberedToken, { network }: Origin): void {
  const now = Date.now();
  if (now - known.usedAt < minute) return;
  known.usedAt = now;
  const { organizationId, id } = known.actor;
  rememberUse({ kind: "token", organizationId, id, at: new Date(now), network });
}
