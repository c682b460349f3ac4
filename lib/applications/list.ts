import { and, eq, exists, isNull, or, sql } from "drizzle-orm";
import { z } from "zod";
import { applicationStatuses, applications, keys, maintainers } from "@/db/schema";
import { type Transaction, transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { isId, type MemberId } from "@/lib/ids";
import { orderField, ownerField, ownerOf } from "@/lib/list-fields";
import { type Page, pageFields, paging, type Sort, toPage } from "@/lib/page";
import { parse } from "@/lib/parse";
import { contains, searchField } from "@/lib/search";
import { applicationColumns } from "./find";
import { summarizeApplications } from "./summarize";
import type { ApplicationSummary } from "./summary";

export const ListApplications = z.strictObject({
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
 * `search` looks at name, description, base URL and id; `owner` finds what that member owns or
 * maintains. Throws 422, 403.
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
  const owner = wish.owner && ownerOf(actor, wish.owner);
  return transact(actor, async (tx) => {
    const filter = and(
      eq(applications.orgId, actor.organizationId),
      isNull(applications.deletedAt),
      wish.status && eq(applications.status, wish.status),
      owner && managedBy(tx, actor, owner),
      wish.search ? matching(wish.search) : undefined,
    );
    const total = await tx.$count(applications, filter);
    const rows = await tx
      .select(applicationColumns(tx, actor))
      .from(applications)
      .where(and(filter, where))
      .orderBy(...orderBy)
      .limit(limit)
      .offset(offset);
    return toPage(await summarizeApplications(tx, actor, rows), wish, sort, total);
  });
}

/** Applications that the member owns or maintains, for a query on `applications`. */
const managedBy = (tx: Transaction, actor: Actor, member: MemberId) =>
  or(
    eq(applications.ownerId, member),
    exists(
      tx
        .select({ one: sql`1` })
        .from(maintainers)
        .where(
          and(
            eq(maintainers.orgId, actor.organizationId),
            eq(maintainers.applicationId, applications.id),
            eq(maintainers.memberId, member),
          ),
        ),
    ),
  );

function matching(search: string) {
  return or(
    contains(applications.name, search),
    contains(applications.description, search),
    contains(applications.baseUrl, search),
    isId("app", search) ? eq(applications.id, search) : undefined,
  );
}
