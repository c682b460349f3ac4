import { z } from "zod";
import { listOrder } from "@/app/list-order";
import { choiceParam, pageParam, textParam } from "@/app/query";
import { isId } from "@/lib/ids";
import { findingNames } from "@/lib/policies/rules";

const sorts = ["findings", "name", "createdAt", "lastUsedAt"] as const;
const tokens = sorts.flatMap((name) => [name, `-${name}`] as const);
export const size = 50;

const Query = z.object({
  finding: choiceParam(findingNames),
  environment: choiceParam(["development", "staging", "production"]),
  application: textParam.transform((id) => (isId("app", id) ? id : undefined)),
  owner: textParam.transform((id) => (id === "me" || isId("mem", id) ? id : undefined)),
  sort: z.enum(tokens).catch("-findings"),
  page: pageParam,
});

/** The page's address as the list's query; `scope` is what narrows the keys that are looked at. */
export function hygieneQuery(params: Record<string, string | string[] | undefined>) {
  const { finding, sort, page, ...scope } = Query.parse(params);
  const query = { ...scope, finding, ...listOrder(sort), page, limit: size };
  const narrowed = Object.values(scope).some(Boolean);
  return { query, scope, finding, sort, page, narrowed };
}
