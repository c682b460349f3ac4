import "server-only";
import { transact } from "@/db/transact";
import type { MemberActor } from "./actor";
import { isSessionLive, memberActor } from "./sessions";

/**
 * The same member as they are by now, for what goes on after its request; it does not count as their
 * being here. Null once the session has ended or they are no member any more.
 */
export async function presentActor(actor: MemberActor): Promise<MemberActor | null> {
  const { id: memberId, organizationId, userId, sessionId, name, email, origin } = actor;
  if (!(await isSessionLive(sessionId))) return null;
  const user = { userId, sessionId, name, email, origin };
  return transact({ organizationId }, (tx) => memberActor(tx, user, { organizationId, memberId }));
}
