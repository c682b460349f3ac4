import { and, count, eq, or } from "drizzle-orm";
import { z } from "zod";
import { endpoints } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { cut, type Page, pageFields, paging, type Sort } from "@/lib/page";
import { parse } from "@/lib/parse";
import { contains, searchField } from "@/lib/search";
import { findApi, permissionsOf } from "./find";
import { type EndpointSummary, summarizeEndpoint } from "./summary";

const Query = z.strictObject({ ...pageFields, search: searchField() });

const sort: Sort = { name: "path", by: endpoints.path, kind: "text", descending: false };

/** The endpoints of an API, by path. Throws 404 (no such API), 422, 403. */
export async function listEndpoints(
  actor: Actor,
  apiId: unknown,
  query: unknown,
): Promise<Page<EndpointSummary>> {
  authorize(actor, "catalog.read");
  const wish = parse(Query, query);
  const { where, orderBy, limit, offset } = paging(wish, sort, endpoints.id, "end");
  return transact(actor, async (tx) => {
    const api = await findApi(tx, actor, apiId);
    const matching = and(
      eq(endpoints.orgId, actor.organizationId),
      eq(endpoints.apiId, api.id),
      wish.search
        ? or(contains(endpoints.path, wish.search), contains(endpoints.summary, wish.search))
        : undefined,
    );
    const [counted] = await tx.select({ total: count() }).from(endpoints).where(matching);
    const found = await tx
      .select()
      .from(endpoints)
      .where(and(matching, where))
      .orderBy(...orderBy)
      .limit(limit)
      .offset(offset);
    const { rows, nextCursor } = cut(found, wish, sort, (row) => [row.path, row.id]);
    const required = new Map((await permissionsOf(tx, actor, api.id)).map((row) => [row.id, row]));
    return {
      data: rows.map((row) =>
        summarizeEndpoint(row, row.permissionId && required.get(row.permissionId)),
      ),
      nextCursor,
      total: counted?.total ?? 0,
    };
  });
}
