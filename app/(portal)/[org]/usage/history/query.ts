import {
  type HistoryQuery,
  type HistoryScope,
  historyParams,
} from "@/components/history/history-query";
import { eventFilters } from "@/lib/history/event-query";

export type Asked = Record<string, string | string[] | undefined>;

/**
 * The filters of the history as its page's address has them, within its scope. What can't be
 * understood is left out. A part that is marked in the charts above is the time, where one is.
 */
export function historyQuery(asked: Asked, scope: HistoryScope = {}): HistoryQuery {
  const query: HistoryQuery = {};
  for (const name of historyParams) {
    const value = asked[name];
    if (typeof value === "string" && value && eventFilters[name].safeParse(value).success) {
      query[name] = value;
    }
  }
  return { ...query, ...timeOf(query, asked), ...scope };
}

function timeOf({ range, from, to }: HistoryQuery, { hfrom, hto }: Asked): HistoryQuery {
  const none = { from: undefined, to: undefined };
  if (isTime(hfrom) && isTime(hto) && Date.parse(hfrom) < Date.parse(hto))
    return { range: "custom", from: hfrom, to: hto };
  if (range !== "custom") return { range, ...none };
  if (!from || (to && Date.parse(from) >= Date.parse(to))) return { range: undefined, ...none };
  return { range, from, to };
}

const isTime = (value: Asked[string]): value is string =>
  typeof value === "string" && eventFilters.from.safeParse(value).success;
