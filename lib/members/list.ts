import { and, count, eq, isNull, or } from "drizzle-orm";
import { z } from "zod";
import { memberships, users } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { roleNames } from "@/lib/access/rights";
import { cut, type Page, pageFields, paging, type Sort } from "@/lib/page";
import { parse } from "@/lib/parse";
import { contains, searchField } from "@/lib/search";
import { type MemberSummary, summarizeMember } from "./summary";

const Query = z.strictObject({
  ...pageFields,
  search: searchField(),
  role: z.enum(roleNames, `One of ${roleNames.join(", ")}.`).optional(),
  sort: z.enum(["name", "createdAt"], "One of name, createdAt.").default("name"),
  order: z.enum(["asc", "desc"], "asc or desc.").default("asc"),
});

/** The present members of the organization, by name unless `sort` says otherwise. Throws 422, 403. */
export async function listMembers(actor: Actor, query: unknown): Promise<Page<MemberSummary>> {
  authorize(actor, "member.read");
  const wish = parse(Query, query);
  const sort: Sort = {
    name: wish.sort,
    by: wish.sort === "name" ? users.name : memberships.createdAt,
    kind: wish.sort === "name" ? "text" : "time",
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
      .select({
        id: memberships.id,
        userId: memberships.userId,
        role: memberships.role,
        createdAt: memberships.createdAt,
        name: users.name,
        email: users.email,
      })
      .from(memberships)
      .innerJoin(users, theirs)
      .where(and(matching, where))
      .orderBy(...orderBy)
      .limit(limit)
      .offset(offset);
    const { rows, nextCursor } = cut(found, wish, sort, (row) => [row[wish.sort], row.id]);
    return {
      data: rows.map((row) => summarizeMember(row, row)),
      nextCursor,
      total: counted?.total ?? 0,
    };
  });
}
