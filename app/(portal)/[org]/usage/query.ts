import { z } from "zod";
import { choiceParam, idParam, timeParam } from "@/app/query";
import { type IdPrefix, isId } from "@/lib/ids";
import { keptDays } from "@/lib/usage/partitions";
import { dayMs } from "@/lib/usage/period";
import { usageOutcomes } from "@/lib/usage/query";
import { usageRanges } from "@/lib/usage/summary";

export type Asked = Record<string, string | string[] | undefined>;

const idOf = (prefix: IdPrefix) => idParam.transform((id) => (isId(prefix, id) ? id : undefined));

const Query = z.object({
  range: choiceParam(usageRanges),
  from: timeParam,
  to: timeParam,
  environment: choiceParam(["development", "staging", "production"]),
  outcome: choiceParam(usageOutcomes),
  application: idOf("app"),
  api: idParam,
  key: idOf("key"),
  endpoint: idOf("end"),
});

/** The page's address as the query of its charts; what begins before all that is kept begins with it. */
export function usageQuery(asked: Asked, now = Date.now()) {
  const { range, from, to, ...filters } = Query.parse(asked);
  const begins = Math.max(Date.parse(from ?? ""), now - (keptDays.days - 1) * dayMs);
  const isTime = range === "custom" && begins < Math.min(now, Date.parse(to ?? "") || now);
  const time = isTime
    ? { range: "custom" as const, from: new Date(begins).toISOString(), to }
    : { range: range && range !== "custom" ? range : ("24h" as const) };
  return { time, filters: given(filters) };
}

const given = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
