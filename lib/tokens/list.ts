import { and, count, eq, gt, inArray, isNotNull, isNull, lte, or } from "drizzle-orm";
import { z } from "zod";
import { apis, serviceTokens } from "@/db/schema";
import { type Transaction, transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { actorNames } from "@/lib/members/names";
import { cut, type Page, pageFields, paging, type Sort } from "@/lib/page";
import { parse } from "@/lib/parse";
import { contains, searchField } from "@/lib/search";
import { summarizeToken, type TokenRow, type TokenStatus, type TokenSummary } from "./summary";

export const ListTokens = z.strictObject({
  ...pageFields,
  search: searchField(),
  status: z.enum(["active", "expired", "revoked"], "One of active, expired, revoked.").optional(),
  sort: z
    .enum(
      ["name", "createdAt", "expiresAt", "lastUsedAt"],
      "One of name, createdAt, expiresAt, lastUsedAt.",
    )
    .default("createdAt"),
  order: z.enum(["asc", "desc"], "asc or desc.").default("desc"),
});

/** The service tokens of the organization, newest first unless `sort` says otherwise. Throws 422, 403. */
export async function listTokens(actor: Actor, query: unknown): Promise<Page<TokenSummary>> {
  authorize(actor, "token.read");
  const wish = parse(ListTokens, query);
  const sort: Sort = {
    name: wish.sort,
    by: serviceTokens[wish.sort],
    kind: wish.sort === "name" ? "text" : "time",
    missing:
      wish.sort === "expiresAt" ? "infinity" : wish.sort === "lastUsedAt" ? "-infinity" : undefined,
    descending: wish.order === "desc",
  };
  const { where, orderBy, limit, offset } = paging(wish, sort, serviceTokens.id, "tok");
  return transact(actor, async (tx) => {
    const matching = and(
      eq(serviceTokens.orgId, actor.organizationId),
      wish.search ? contains(serviceTokens.name, wish.search) : undefined,
      wish.status ? inStatus(wish.status, new Date()) : undefined,
    );
    const [counted] = await tx.select({ total: count() }).from(serviceTokens).where(matching);
    const found = await tx
      .select()
      .from(serviceTokens)
      .where(and(matching, where))
      .orderBy(...orderBy)
      .limit(limit)
      .offset(offset);
    const { rows, nextCursor } = cut(found, wish, sort, (row) => [row[wish.sort], row.id]);
    return {
      data: await summarizeTokens(tx, actor, rows),
      nextCursor,
      total: counted?.total ?? 0,
    };
  });
}

function inStatus(status: TokenStatus, now: Date) {
  if (status === "revoked") return isNotNull(serviceTokens.revokedAt);
  const { expiresAt } = serviceTokens;
  return and(
    isNull(serviceTokens.revokedAt),
    status === "expired" ? lte(expiresAt, now) : or(isNull(expiresAt), gt(expiresAt, now)),
  );
}

/** The rows as they are shown, with the slugs and names that they refer to. */
export async function summarizeTokens(
  tx: Transaction,
  actor: Actor,
  rows: TokenRow[],
): Promise<TokenSummary[]> {
  const names = await actorNames(
    tx,
    actor,
    rows.map((row) => row.createdBy),
  );
  const ids = rows.flatMap((row) => row.apiId ?? []);
  const bound =
    ids.length === 0
      ? []
      : await tx
          .select({ id: apis.id, slug: apis.slug })
          .from(apis)
          .where(and(eq(apis.orgId, actor.organizationId), inArray(apis.id, ids)));
  const slugs = new Map(bound.map((api) => [api.id, api.slug]));
  return rows.map((row) =>
    summarizeToken(row, {
      apiSlug: (row.apiId && slugs.get(row.apiId)) ?? null,
      createdByName: names.get(row.createdBy) ?? row.createdBy,
    }),
  );
}
