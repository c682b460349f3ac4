import { and, eq, isNull, or, sql } from "drizzle-orm";
import { z } from "zod";
import { environments, keyStatuses, keys } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { findApplication } from "@/lib/applications/find";
import { isId } from "@/lib/ids";
import { orderField, ownerField, ownerOf } from "@/lib/list-fields";
import { type Page, pageFields, paging, type Sort, toPage } from "@/lib/page";
import { parse } from "@/lib/parse";
import { contains, searchField } from "@/lib/search";
import { sharedKeyIn } from "./format";
import { keyItems } from "./items";
import { statusNow } from "./status";
import type { KeyListItem } from "./summary";

const sortNames = [
  "name",
  "environment",
  "status",
  "createdAt",
  "expiresAt",
  "lastUsedAt",
] as const;

export const ListKeys = z.strictObject({
  ...pageFields,
  application: z.string("An id beginning with app_.").optional(),
  environment: z.enum(environments, `One of ${environments.join(", ")}.`).optional(),
  status: z.enum(keyStatuses, `One of ${keyStatuses.join(", ")}.`).optional(),
  owner: ownerField(),
  search: searchField(),
  sort: z.enum(sortNames, `One of ${sortNames.join(", ")}.`).default("createdAt"),
  order: orderField(),
});
type Query = z.output<typeof ListKeys>;

const sorts = {
  name: { by: sql`lower(${keys.name})`, kind: "folded" },
  environment: { by: keys.environment, kind: "text" },
  status: { by: statusNow, kind: "text" },
  createdAt: { by: keys.createdAt, kind: "time" },
  expiresAt: { by: keys.expiresAt, kind: "time", missing: "infinity" },
  lastUsedAt: { by: keys.lastUsedAt, kind: "time", missing: "-infinity" },
} as const satisfies Record<Query["sort"], Pick<Sort, "by" | "kind" | "missing">>;

/**
 * One page of keys, of one application where `application` is given, newest first unless `sort` and
 * `order` say else. `search` looks at name, shared key and id; of a whole pasted key only the shared
 * key is used. Throws 404 (no such application), 422, 403.
 */
export async function listKeys(actor: Actor, query: unknown): Promise<Page<KeyListItem>> {
  authorize(actor, "key.read");
  const wish = parse(ListKeys, query);
  const sort: Sort<Query["sort"]> = {
    name: wish.sort,
    descending: (wish.order ?? (wish.sort === "createdAt" ? "desc" : "asc")) === "desc",
    ...sorts[wish.sort],
  };
  const { where, orderBy, limit, offset } = paging(wish, sort, keys.id, "key");
  return transact(actor, async (tx) => {
    const application =
      wish.application === undefined
        ? undefined
        : await findApplication(tx, actor, wish.application);
    const filter = and(
      eq(keys.orgId, actor.organizationId),
      isNull(keys.deletedAt),
      application && eq(keys.applicationId, application.id),
      wish.environment && eq(keys.environment, wish.environment),
      wish.status && eq(statusNow, wish.status),
      wish.owner && eq(keys.ownerId, ownerOf(actor, wish.owner)),
      wish.search ? matching(wish.search) : undefined,
    );
    const total = await tx.$count(keys, filter);
    const rows = await tx
      .select()
      .from(keys)
      .where(and(filter, where))
      .orderBy(...orderBy)
      .limit(limit)
      .offset(offset);
    return toPage(await keyItems(tx, actor, rows), wish, sort, total);
  });
}

function matching(search: string) {
  const pasted = sharedKeyIn(search);
  if (pasted) return eq(keys.sharedKey, pasted);
  if (isId("key", search)) return eq(keys.id, search);
  return or(contains(keys.name, search), contains(keys.sharedKey, search));
}
