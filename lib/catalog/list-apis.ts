import { and, count, eq, or } from "drizzle-orm";
import { z } from "zod";
import { apis } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { cut, type Page, pageFields, paging, type Sort } from "@/lib/page";
import { parse } from "@/lib/parse";
import { contains, searchField } from "@/lib/search";
import { summarizeApis } from "./summarize";
import type { ApiSummary } from "./summary";

export const ListApis = z.strictObject({
  ...pageFields,
  search: searchField(),
  sort: z.enum(["name", "slug", "createdAt"], "One of name, slug, createdAt.").default("name"),
  order: z.enum(["asc", "desc"], "asc or desc.").default("asc"),
});

/** The APIs of the organization, by name unless `sort` says otherwise. Throws 422, 403. */
export async function listApis(actor: Actor, query: unknown): Promise<Page<ApiSummary>> {
  authorize(actor, "catalog.read");
  const wish = parse(ListApis, query);
  const sort: Sort = {
    name: wish.sort,
    by: apis[wish.sort],
    kind: wish.sort === "createdAt" ? "time" : "text",
    descending: wish.order === "desc",
  };
  const { where, orderBy, limit, offset } = paging(wish, sort, apis.id, "api");
  return transact(actor, async (tx) => {
    const matching = and(
      eq(apis.orgId, actor.organizationId),
      wish.search
        ? or(contains(apis.name, wish.search), contains(apis.slug, wish.search))
        : undefined,
    );
    const [counted] = await tx.select({ total: count() }).from(apis).where(matching);
    const found = await tx
      .select()
      .from(apis)
      .where(and(matching, where))
      .orderBy(...orderBy)
      .limit(limit)
      .offset(offset);
    const { rows, nextCursor } = cut(found, wish, sort, (row) => [row[wish.sort], row.id]);
    const data = await summarizeApis(tx, actor, rows);
    return { data, nextCursor, total: counted?.total ?? 0 };
  });
}
