import { z } from "zod";
import { listOrder } from "@/app/list-order";
import { choiceParam, pageParam, textParam } from "@/app/query";
import { isId } from "@/lib/ids";

const sorts = ["name", "environment", "status", "createdAt", "expiresAt", "lastUsedAt"] as const;
const tokens = sorts.flatMap((name) => [name, `-${name}`] as const);
export const size = 50;

const isOwner = (owner: string | undefined) =>
  owner === "me" || owner === "none" || isId("mem", owner);

const Query = z.object({
  q: textParam,
  status: choiceParam([
    "active",
    "expiring",
    "rotating",
    "disabled",
    "quarantined",
    "expired",
    "revoked",
  ]),
  environment: choiceParam(["development", "staging", "production"]),
  kind: choiceParam(["secret", "jwt"]),
  application: textParam.transform((id) => (isId("app", id) ? id : undefined)),
  owner: textParam.transform((id) => (isOwner(id) ? id : undefined)),
  tag: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._:-]{0,39}$/)
    .optional()
    .catch(undefined),
  idle: choiceParam(["30", "90", "180"]).transform((days) => days && Number(days)),
  sort: z.enum(tokens).catch("-createdAt"),
  page: pageParam,
});

/** The page's address as the list's query, and what the table needs of it. */
export function keyQuery(params: Record<string, string | string[] | undefined>) {
  const { q, sort, page, ...filters } = Query.parse(params);
  const filtered = Boolean(q) || Object.values(filters).some(Boolean) || page > 1;
  const query = { search: q, ...filters, ...listOrder(sort), page, limit: size };
  return { query, sort, page, filtered };
}
