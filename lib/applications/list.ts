import { and, eq, isNull, or, sql } from "drizzle-orm";
import { z } from "zod";
import { applicationStatuses, applications, keys } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { isId } from "@/lib/ids";
import { orderField, ownerField, ownerOf } from "@/lib/list-fields";
import { type Page, pageFields, paging, type Sort, toPage } from "@/lib/page";
import { parse } from "@/lib/parse";
import { contains, searchField } from "@/lib/search";
import { summarizeApplications } from "./summarize";
import type { ApplicationSummary } from "./summary";

const ListApplications = z.strictObject({
  ...pageFields,
  search: searchField(),
  status: z.enum(applicationStatuses, "One of active, inactive.").optional(),
  owner: ownerField(),
  sort: z
    .enum(
      ["name", "status", "createdAt", "lastUsedAt"],
      "One of name, status, createdAt, lastUsedAt.",
    )
    .default("createdAt"),
  order: orderField(),
});
type Query = z.output<typeof ListApplications>;

const lastUsedAt = sql`(select max(${keys.lastUsedAt}) from ${keys}
  where ${keys.orgId} = ${applications.orgId} and ${keys.applicationId} = ${applications.id}
  and ${keys.deletedAt} is null)`;

const sorts = {
  name: { by: sql`lower(${applications.name})`, kind: "folded" },
  status: { by: applications.status, kind: "text" },
  createdAt: { by: applications.createdAt, kind: "time" },
  lastUsedAt: { by: lastUsedAt, kind: "time", missing: "-infinity" },
} as const satisfies Record<Query["sort"], Pick<Sort, "by" | "kind" | "missing">>;

/**
 * One page of the organization's applications, newest first unless `sort` and `order` say else.
 * `search` looks at name, description, base URL and id. Throws 422, 403.
 */
export async function listApplications(
  actor: Actor,
  query: unknown,
): Promise<Page<ApplicationSummary>> {
  authorize(actor, "application.read");
  const wish = parse(ListApplications, query);
  const sort: Sort<Query["sort"]> = {
    name: wish.sort,
    descending: (wish.order ?? (wish.sort === "createdAt" ? "desc" : "asc")) === "desc",
    ...sorts[wish.sort],
  };
  const { where, orderBy, limit, offset } = paging(wish, sort, applications.id, "app");
  const filter = and(
    eq(applications.orgId, actor.organizationId),
    isNull(applications.deletedAt),
    wish.status && eq(applications.status, wish.status),
    wish.owner && eq(applications.ownerId, ownerOf(actor, wish.owner)),
    wish.search ? matching(wish.search) : undefined,
  );
  return transact(actor, async (tx) => {
    const total = await tx.$count(applications, filter);
    const rows = await tx
      .select()
      .from(applications)
      .where(and(filter, where))
      .orderBy(...orderBy)
      .limit(limit)
      .offset(offset);
    return toPage(await summarizeApplications(tx, actor, rows), wish, sort, total);
  });
}

function matching(search: string) {
  return or(
    contains(applications.name, search),
    contains(applications.description, search),
    contains(applications.baseUrl, search),
    isId("app", search) ? eq(applications.id, search) : undefined,
  );
}
