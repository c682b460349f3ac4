import { and, asc, eq, gt, isNull } from "drizzle-orm";
import { alertRules, applications } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import type { AlertRuleId } from "@/lib/ids";
import { minuteMs } from "@/lib/usage/period";
import { calmMinutes, isBroken, type Measured, metricValue } from "./judge";
import { measure } from "./measure";
import type { AlertRuleRow } from "./summarize";

type Application = Pick<typeof applications.$inferSelect, "status" | "updatedAt">;

/** A rule, what it is now, and the state in which it is to be. */
export type JudgedRule = {
  rule: AlertRuleRow;
  value: number | null;
  state: AlertRuleRow["state"];
};

/** Some rules of an organization judged by the minutes before `to`, and from which on to go on. */
export async function judgedRules(
  tx: Transaction,
  actor: Actor,
  to: number,
  { after, limit }: { after: AlertRuleId | undefined; limit: number },
): Promise<{ judged: JudgedRule[]; next: AlertRuleId | undefined }> {
  const rows = await tx
    .select({
      rule: alertRules,
      application: { status: applications.status, updatedAt: applications.updatedAt },
    })
    .from(alertRules)
    .innerJoin(
      applications,
      and(eq(applications.orgId, alertRules.orgId), eq(applications.id, alertRules.applicationId)),
    )
    .where(
      and(
        eq(alertRules.orgId, actor.organizationId),
        after && gt(alertRules.id, after),
        isNull(applications.deletedAt),
      ),
    )
    .orderBy(asc(alertRules.id))
    .limit(limit);
  const at = (rule: AlertRuleRow, minutesAgo: number) => windowOf(rule, to - minutesAgo * minuteMs);
  const now = await measure(
    tx,
    actor,
    rows.map(({ rule }) => at(rule, 0)),
  );
  const judged = rows.map(({ rule, application }, place): JudgedRule => {
    const value = valueIn(rule, now[place]);
    const broken = isBroken(rule, value) && isFit(rule, application, to);
    return { rule, value, state: broken ? "firing" : "calm" };
  });
  const resting = new Set(
    rows.flatMap(({ rule, application }) => (isFit(rule, application, to) ? [] : [rule])),
  );
  const active = judged.filter(({ rule }) => !resting.has(rule));
  await stayFiring(active, (rules) =>
    measure(
      tx,
      actor,
      rules.flatMap((rule) =>
        Array.from({ length: calmMinutes }, (_, index) => at(rule, index + 1)),
      ),
    ),
  );
  return { judged, next: rows.length < limit ? undefined : rows.at(-1)?.rule.id };
}

/** What fires and is calm just now fires on, unless it was calm for some minutes. */
async function stayFiring(
  judged: readonly JudgedRule[],
  before: (rules: AlertRuleRow[]) => Promise<Measured[]>,
): Promise<void> {
  const calming = judged.filter(({ rule, state }) => rule.state === "firing" && state === "calm");
  const earlier = await before(calming.map(({ rule }) => rule));
  for (const [place, one] of calming.entries()) {
    const values = earlier.slice(place * calmMinutes, (place + 1) * calmMinutes);
    const broken = values.some((measured) => isBroken(one.rule, valueIn(one.rule, measured)));
    if (broken) one.state = "firing";
  }
}

const valueIn = (rule: AlertRuleRow, measured: Measured | undefined) =>
  measured ? metricValue(rule.metric, measured) : null;

const windowOf = ({ applicationId, windowMinutes, metric }: AlertRuleRow, to: number) => ({
  application: applicationId,
  from: to - windowMinutes * minuteMs,
  to,
  latencies: metric === "latency",
});

/** Too little is no news of an application that is inactive, nor soon after it was made or changed. */
function isFit(
  { direction, windowMinutes, state }: AlertRuleRow,
  { status, updatedAt }: Application,
  to: number,
): boolean {
  if (direction === "above") return true;
  if (status !== "active") return false;
  return state === "firing" || updatedAt.getTime() <= to - windowMinutes * minuteMs;
}
