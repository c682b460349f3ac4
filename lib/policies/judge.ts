import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { findKey } from "@/lib/keys/find";
import { breachesOf } from "./breaches";
import { exceptionsOf } from "./exceptions";
import { loadRules } from "./load-rules";
import type { Breach, Rules } from "./rules";

/** What binds a key, and what it breaks of that or soon will. Throws 404, 503, 403. */
export async function judgeKey(
  actor: Actor,
  id: unknown,
): Promise<{ rules: Rules; breaches: Breach[] }> {
  authorize(actor, "policy.read");
  return transact(actor, async (tx) => {
    const key = await findKey(tx, actor, id);
    const { rules, enforcedFrom } = await loadRules(tx, actor.organizationId, key.applicationId);
    const now = new Date();
    const exceptions = await exceptionsOf(tx, actor.organizationId, key.id, now);
    return { rules, breaches: breachesOf(key, rules, enforcedFrom, exceptions, now) };
  });
}
