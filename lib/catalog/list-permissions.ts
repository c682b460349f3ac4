import { and, count, eq } from "drizzle-orm";
import { z } from "zod";
import { permissions } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { cut, type Page, pageFields, paging, type Sort } from "@/lib/page";
import { parse } from "@/lib/parse";
import { contains, searchField } from "@/lib/search";
import { findApi } from "./find";
import { type PermissionSummary, summarizePermission } from "./summary";

export const ListPermissions = z.strictObject({ ...pageFields, search: searchField() });

const sort: Sort = { name: "name", by: permissions.name, kind: "text", descending: false };

/** The permissions of an API, by name. Throws 404 (no such API), 422, 403. */
export async function listPermissions(
  actor: Actor,
  apiId: unknown,
  query: unknown,
): Promise<Page<PermissionSummary>> {
  authorize(actor, "catalog.read");
  const wish = parse(ListPermissions, query);
  const { where, orderBy, limit, offset } = paging(wish, sort, permissions.id, "prm");
  return transact(actor, async (tx) => {
    const api = await findApi(tx, actor, apiId);
    const matching = and(
      eq(permissions.orgId, actor.organizationId),
      eq(permissions.apiId, api.id),
      wish.search ? contains(permissions.name, wish.search) : undefined,
    );
    const [counted] = await tx.select({ total: count() }).from(permissions).where(matching);
    const found = await tx
      .select()
      .from(permissions)
      .where(and(matching, where))
      .orderBy(...orderBy)
      .limit(limit)
      .offset(offset);
    const { rows, nextCursor } = cut(found, wish, sort, (row) => [row.name, row.id]);
    return { data: rows.map(summarizePermission), nextCursor, total: counted?.total ?? 0 };
  });
}
