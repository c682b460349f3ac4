import { isNull } from "drizzle-orm";
import { organizations } from "@/db/schema";
import { transact, transactSystem } from "@/db/transact";
import { systemActor } from "@/lib/access/actor";
import { fromUuid, newId, type OrganizationId } from "@/lib/ids";
import { log } from "@/lib/log";
import { enforceOn } from "./enforce-keys";
import { keysToEnforce } from "./enforce-plan";
import { enforcer } from "./enforce-step";

const atOnce = 200;

/**
 * Does what the policies of every organization demand of its keys by now: tells people of deadlines,
 * disables what is due, revokes what was disabled long enough ago. Returns how much it did.
 */
export async function enforcePolicies(): Promise<number> {
  const all = await transactSystem((tx) =>
    tx.select({ id: organizations.id }).from(organizations).where(isNull(organizations.deletedAt)),
  );
  let done = 0;
  for (const { id } of all) {
    done += await enforceIn(id).catch((error) => {
      log.error({ err: error, organizationId: id }, "policies were not enforced");
      return 0;
    });
  }
  return done;
}

/** As `enforcePolicies`, in one organization. */
export async function enforceIn(organizationId: OrganizationId): Promise<number> {
  const actor = systemActor(organizationId, enforcer, newId("req"));
  const found = await transact(actor, (tx) => keysToEnforce(tx, organizationId));
  const ids = found.sort().map((uuid) => fromUuid("key", uuid));
  let done = 0;
  for (let start = 0; start < ids.length; start += atOnce) {
    const some = ids.slice(start, start + atOnce);
    done += await transact(actor, (tx) => enforceOn(tx, actor, some)).catch((error) => {
      log.error({ err: error, organizationId }, "policies were not enforced on some keys");
      return 0;
    });
  }
  return done;
}
