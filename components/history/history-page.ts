import type { FormResult } from "@/lib/form";
import type { UsageEvent } from "@/lib/usage/summary";
import type { HistoryQuery } from "./history-query";

export type HistoryPage = {
  data: UsageEvent[];
  nextCursor: string | null;
  searchedTo: string | null;
};

/** Rows of the same filters, from a cursor on. */
export type LoadEvents = (
  query: HistoryQuery & { after?: string; limit?: string },
) => Promise<FormResult<HistoryPage>>;
