import { and, count, eq, isNull, or, sql } from "drizzle-orm";
import { z } from "zod";
import { memberships, users } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { roleNames } from "@/lib/access/rights";
import { type Page, pageFields, paging, type Sort, toPage } from "@/lib/page";
import { parse } from "@/lib/parse";
import { contains, searchField } from "@/lib/search";
import { memberColumns } from "./find";
import { summarizeMembers } from "./summarize";
import type { MemberSummary } from "./summary";

export const ListMembers = z.strictObject({
  ...pageFields,
  search: searchField(),
  role: z.enum(roleNames, `One of ${roleNames.join(", ")}.`).optional(),
  sort: z
    .enum(["name", "createdAt", "lastActiveAt"], "One of name, createdAt, lastActiveAt.")
    .default("name"),
  order: z.enum(["asc", "desc"], "asc or desc.").default("asc"),
});

const sorts = {
  name: { by: sql`lower(${users.name})`, kind: "folded" },
  createdAt: { by: memberships.createdAt, kind: "time" },
  lastActiveAt: { by: memberships.lastActiveAt, kind: "time", missing: "-infinity" },
} as const;

/** The present members of the organization, by name unless `sort` says otherwise. Throws 422, 403. */
export async function listMembers(actor: Actor, query: unknown): Promise<Page<MemberSummary>> {
  authorize(actor, "member.read");
  const wish = parse(ListMembers, query);
  const sort: Sort<typeof wish.sort> = {
    name: wish.sort,
    ...sorts[wish.sort],
    descending: wish.order === "desc",
  };
  const { where, orderBy, limit, offset } = paging(wish, sort, memberships.id, "mem");
  const theirs = eq(users.id, memberships.userId);
  const matching = and(
    eq(memberships.orgId, actor.organizationId),
    isNull(memberships.removedAt),
    wish.role && eq(memberships.role, wish.role),
    wish.search
      ? or(contains(users.name, wish.search), contains(users.email, wish.search))
      : undefined,
  );
  return transact(actor, async (tx) => {
    const [counted] = await tx
      .select({ total: count() })
      .from(memberships)
      .innerJoin(users, theirs)
      .where(matching);
    const found = await tx
      .select(memberColumns)
      .from(memberships)
      .innerJoin(users, theirs)
      .where(and(matching, where))
      .orderBy(...orderBy)
      .limit(limit)
      .offset(offset);
    return toPage(await summarizeMembers(tx, actor, found), wish, sort, counted?.total ?? 0);
  });
}
