import type { HistoryScope } from "@/components/history/history-query";
import type { MemberActor } from "@/lib/access/actor";
import { keptDays } from "@/lib/usage/partitions";
import { dayMs } from "@/lib/usage/period";
import { usageReport } from "@/lib/usage/report";

/** Whether anything was asked of the scope, as far back as is counted. */
export async function wasEverAsked(actor: MemberActor, scope: HistoryScope): Promise<boolean> {
  const askedIn = async (time: { range: "30d" } | { range: "custom"; from: string }) =>
    (await usageReport(actor, { ...time, ...scope })).totals.total > 0;
  const from = new Date(Date.now() - (keptDays.days - 1) * dayMs).toISOString();
  return (await askedIn({ range: "30d" })) || askedIn({ range: "custom", from });
}
