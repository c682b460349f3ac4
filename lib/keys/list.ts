import { and, arrayContains, eq, isNotNull, isNull, lte, notInArray, or, sql } from "drizzle-orm";
import { z } from "zod";
import { environments, keyKinds, keyStatuses, keys } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { findApplication } from "@/lib/applications/find";
import { isId } from "@/lib/ids";
import { orderField, ownerField, ownerOf } from "@/lib/list-fields";
import { type Page, pageFields, paging, type Sort, toPage, wholeField } from "@/lib/page";
import { parse } from "@/lib/parse";
import { contains, searchField } from "@/lib/search";
import { keyIdIn } from "./credential";
import { tagField } from "./fields";
import { sharedKeyIn } from "./format";
import { keyItems } from "./items";
import { statusNow } from "./status";
import type { KeyListItem } from "./summary";
import { longestToken } from "./token-format";

const sortNames = [
  "name",
  "environment",
  "status",
  "createdAt",
  "expiresAt",
  "lastUsedAt",
] as const;

/** Besides the statuses: active and about to end, and being replaced by another key. */
const filters = [...keyStatuses, "expiring", "rotating"] as const;
const expiringDays = 7;

const ownerWords = "An id beginning with mem_, me, or none.";

export const ListKeys = z.strictObject({
  ...pageFields,
  application: z.string("An id beginning with app_.").optional(),
  environment: z.enum(environments, `One of ${environments.join(", ")}.`).optional(),
  status: z.enum(filters, `One of ${filters.join(", ")}.`).optional(),
  kind: z.enum(keyKinds, `One of ${keyKinds.join(", ")}.`).optional(),
  /** `none` for keys that are service-owned. */
  owner: z
    .union([ownerField().unwrap(), z.literal("none")], ownerWords)
    .meta({ type: "string" })
    .optional(),
  tag: tagField().optional(),
  /** Not used for at least so many days. */
  idle: wholeField(3650).optional(),
  search: searchField(longestToken),
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
 * key is used, of a token only the id. Throws 404 (no such application), 422, 403.
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
      wish.status && inState(wish.status),
      wish.kind && eq(keys.kind, wish.kind),
      wish.owner && ownedBy(actor, wish.owner),
      wish.tag === undefined ? undefined : arrayContains(keys.tags, [wish.tag]),
      wish.idle ? idleFor(wish.idle) : undefined,
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

function inState(state: (typeof filters)[number]) {
  if (state === "expiring") {
    const end = sql`now() + make_interval(days => ${expiringDays})`;
    return and(eq(statusNow, "active"), lte(keys.expiresAt, end));
  }
  if (state === "rotating") {
    return and(isNotNull(keys.replacedById), notInArray(statusNow, ["expired", "revoked"]));
  }
  return eq(statusNow, state);
}

const ownedBy = (actor: Actor, owner: NonNullable<Query["owner"]>) =>
  owner === "none" ? isNull(keys.ownerId) : eq(keys.ownerId, ownerOf(actor, owner));

const idleFor = (days: number) =>
  lte(
    sql`coalesce(${keys.lastUsedAt}, ${keys.createdAt})`,
    sql`now() - make_interval(days => ${days})`,
  );

function matching(search: string) {
  const pasted = sharedKeyIn(search);
  if (pasted) return eq(keys.sharedKey, pasted);
  const id = isId("key", search) ? search : keyIdIn(search);
  if (id) return eq(keys.id, id);
  return or(contains(keys.name, search), contains(keys.sharedKey, search));
}
