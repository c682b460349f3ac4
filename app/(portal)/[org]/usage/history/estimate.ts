import { type HistoryQuery, historyParams } from "@/components/history/history-query";
import type { MemberActor } from "@/lib/access/actor";
import { usageReport } from "@/lib/usage/report";
import { type Asked, historyQuery } from "./query";

const uncounted = ["network", "requestId", "gate"] as const;

/** How many verdicts were counted by the same filters; null where they are not counted by them. */
export async function estimateRows(actor: MemberActor, asked: unknown): Promise<number | null> {
  const query = historyQuery(given(asked));
  if (uncounted.some((name) => query[name])) return null;
  const { totals } = await usageReport(actor, given(query));
  return totals.total;
}

const given = (query: unknown): Asked =>
  Object.fromEntries(
    historyParams.flatMap((name) => {
      const value = (query as HistoryQuery | null)?.[name];
      return typeof value === "string" ? [[name, value]] : [];
    }),
  );
