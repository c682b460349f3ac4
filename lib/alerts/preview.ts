import { type Transaction, transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize, authorizeOn } from "@/lib/access/authorize";
import { findApplication } from "@/lib/applications/find";
import type { ApplicationId } from "@/lib/ids";
import { parse } from "@/lib/parse";
import { countsOf, latenciesOf } from "@/lib/usage/counted";
import { dayMs, floor, minuteMs } from "@/lib/usage/period";
import { AlertRuleFields } from "./fields";
import type { Measured } from "./judge";
import { addVerdicts, noSums } from "./measure";
import { simulate } from "./simulate";
import type { AlertPreview } from "./summary";

/** What a rule would have done in the last 24 hours. Throws 404, 422, 403. */
export async function previewAlertRule(
  actor: Actor,
  applicationId: unknown,
  input: unknown,
): Promise<AlertPreview> {
  authorize(actor, "alert.read");
  const wish = parse(AlertRuleFields, input);
  return transact(actor, async (tx) => {
    const { createdAt, ...application } = await findApplication(tx, actor, applicationId);
    authorizeOn(actor, "alert.read", application);
    const to = floor(Date.now(), minuteMs);
    const began = floor(createdAt.getTime(), minuteMs) + minuteMs;
    const from = Math.max(to - dayMs - (wish.windowMinutes - 1) * minuteMs, began);
    const isSlow = wish.metric === "latency";
    return simulate(wish, await minutesOf(tx, actor, application.id, { from, to, isSlow }));
  });
}

/** Minute by minute, also those in which nothing came. */
async function minutesOf(
  tx: Transaction,
  actor: Actor,
  application: ApplicationId,
  { from, to, isSlow }: { from: number; to: number; isSlow: boolean },
): Promise<Measured[]> {
  const minutes = Array.from({ length: Math.max(0, (to - from) / minuteMs) }, noSums);
  if (minutes.length === 0) return minutes;
  const ask = {
    segments: [{ grain: "minute" as const, from, to }],
    scope: { application },
    edges: [...minutes.keys(), minutes.length].map((index) => from + index * minuteMs),
  };
  for (const row of await countsOf(tx, actor, { ...ask, by: ["outcome"] })) {
    const sums = minutes[row.bar];
    if (sums) addVerdicts(sums, row.outcome, row.count);
  }
  for (const { bar, bucket, count } of isSlow ? await latenciesOf(tx, actor, ask) : []) {
    minutes[bar]?.latencies.set(bucket, count);
  }
  return minutes;
}
