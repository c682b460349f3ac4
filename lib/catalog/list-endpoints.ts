import { and, count, eq, isNull, or, type SQL } from "drizzle-orm";
import { z } from "zod";
import { endpoints, permissions } from "@/db/schema";
import { methods } from "@/db/schema/catalog";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { cut, type Page, pageFields, paging, type Sort } from "@/lib/page";
import { parse } from "@/lib/parse";
import { contains, searchField } from "@/lib/search";
import { findApi } from "./find";
import { type EndpointSummary, summarizeEndpoint } from "./summary";

export const ListEndpoints = z.strictObject({
  ...pageFields,
  search: searchField(),
  method: z.enum(methods, `One of ${methods.join(", ")}.`).optional(),
  /** The name of the required permission, or `none`. */
  permission: z.string("A permission, or none.").max(200, "At most 200 characters.").optional(),
  deprecated: z.enum(["true", "false"], "true or false.").optional(),
});

const sort: Sort = { name: "path", by: endpoints.path, kind: "text", descending: false };

/**
 * The endpoints of an API, by path. Each word of `search` is the method, or stands in the path, the
 * summary or the required permission. Throws 404 (no such API), 422, 403.
 */
export async function listEndpoints(
  actor: Actor,
  apiId: unknown,
  query: unknown,
): Promise<Page<EndpointSummary>> {
  authorize(actor, "catalog.read");
  const wish = parse(ListEndpoints, query);
  const org = actor.organizationId;
  const { where, orderBy, limit, offset } = paging(wish, sort, endpoints.id, "end");
  const required = and(
    eq(permissions.orgId, org),
    eq(permissions.orgId, endpoints.orgId),
    eq(permissions.id, endpoints.permissionId),
  );
  return transact(actor, async (tx) => {
    const api = await findApi(tx, actor, apiId);
    const matching = and(
      eq(endpoints.orgId, org),
      eq(endpoints.apiId, api.id),
      wish.method && eq(endpoints.method, wish.method),
      wish.deprecated && eq(endpoints.deprecated, wish.deprecated === "true"),
      wish.permission ? hasPermission(wish.permission) : undefined,
      ...(wish.search?.split(/\s+/) ?? []).map(hasWord),
    );
    const [counted] = await tx
      .select({ total: count() })
      .from(endpoints)
      .leftJoin(permissions, required)
      .where(matching);
    const found = await tx
      .select({ endpoint: endpoints, permission: permissions })
      .from(endpoints)
      .leftJoin(permissions, required)
      .where(and(matching, where))
      .orderBy(...orderBy)
      .limit(limit)
      .offset(offset);
    const { rows, nextCursor } = cut(found, wish, sort, ({ endpoint }) => [
      endpoint.path,
      endpoint.id,
    ]);
    return {
      data: rows.map(({ endpoint, permission }) => summarizeEndpoint(endpoint, permission)),
      nextCursor,
      total: counted?.total ?? 0,
    };
  });
}

const hasPermission = (name: string): SQL =>
  name === "none" ? isNull(endpoints.permissionId) : eq(permissions.name, name);

function hasWord(word: string): SQL | undefined {
  const method = methods.find((one) => one === word.toUpperCase());
  return or(
    contains(endpoints.path, word),
    contains(endpoints.summary, word),
    contains(permissions.name, word),
    method && eq(endpoints.method, method),
  );
}
