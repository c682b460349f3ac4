import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { actorNames } from "./names";

/** What to call those who did something: members, service tokens, the system. Throws 403. */
export async function getActorNames(
  actor: Actor,
  ids: readonly (string | null)[],
): Promise<ReadonlyMap<string, string>> {
  authorize(actor, "member.read");
  const wanted = ids.filter((id) => id !== null);
  return wanted.length === 0 ? new Map() : transact(actor, (tx) => actorNames(tx, actor, wanted));
}
