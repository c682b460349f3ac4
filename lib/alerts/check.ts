import { eq, isNull } from "drizzle-orm";
import { alertRules, organizations } from "@/db/schema";
import { transact, transactSystem } from "@/db/transact";
import { systemActor } from "@/lib/access/actor";
import { type AlertRuleId, newId, type OrganizationId } from "@/lib/ids";
import { log } from "@/lib/log";
import { floor, minuteMs } from "@/lib/usage/period";
import { judgedRules } from "./judged-rules";
import { noteValues, turn } from "./turn";

const atOnce = 200;

/** What came in a minute is counted so long after it at most, in health. */
const arrivalMs = 5000;

/**
 * Judges every alert rule by the whole minutes before `now`, and tells of those that begin to fire
 * or are calm again. Returns how many; two at once tell of each once.
 */
export async function checkAlerts(now = Date.now()): Promise<number> {
  const found = await transactSystem((tx) =>
    tx
      .selectDistinct({ id: alertRules.orgId })
      .from(alertRules)
      .innerJoin(organizations, eq(organizations.id, alertRules.orgId))
      .where(isNull(organizations.deletedAt)),
  );
  const to = floor(now - arrivalMs, minuteMs);
  let told = 0;
  for (const { id } of found) {
    told += await checkIn(id, to).catch((error) => {
      log.error({ err: error, organizationId: id }, "alert rules were not judged");
      return 0;
    });
  }
  return told;
}

async function checkIn(organizationId: OrganizationId, to: number): Promise<number> {
  const actor = systemActor(organizationId, "check-alerts", newId("req"));
  let told = 0;
  let after: AlertRuleId | undefined;
  do {
    const { judged, next } = await transact(actor, (tx) =>
      judgedRules(tx, actor, to, { after, limit: atOnce }),
    );
    await transact(actor, (tx) => noteValues(tx, actor, judged));
    for (const one of judged.filter(({ rule, state }) => rule.state !== state)) {
      const turned = transact(actor, (tx) => turn(tx, actor, one));
      told += await turned.then(Number, (error) => {
        log.error({ err: error, organizationId, alertId: one.rule.id }, "an alert was not told of");
        return 0;
      });
    }
    after = next;
  } while (after);
  return told;
}
