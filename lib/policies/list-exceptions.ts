import { and, eq, getTableColumns, gt, inArray, isNull, notInArray, sql } from "drizzle-orm";
import { keys, policyExceptions } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { statusNow } from "@/lib/keys/status";
import { cut, type Page, paging, type Sort } from "@/lib/page";
import { parse } from "@/lib/parse";
import { type ExceptionSummary, exceptionItems } from "./exception-items";
import { ListExceptions } from "./fields";
import { ruleNames } from "./rules";

/** One key has several: only with the rule they stand in one order. */
const endAndRule = sql<string>`to_char(${policyExceptions.until} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS') || ' ' || ${policyExceptions.rule}`;

const sort: Sort = { name: "until", by: endAndRule, kind: "text", descending: false };

/** The exceptions of keys that are not over, those that end first. Throws 422, 403. */
export async function listExceptions(
  actor: Actor,
  query: unknown = {},
): Promise<Page<ExceptionSummary>> {
  authorize(actor, "policy.read");
  const wish = parse(ListExceptions, query);
  const { where, orderBy, limit, offset } = paging(wish, sort, policyExceptions.keyId, "key");
  return transact(actor, async (tx) => {
    const org = actor.organizationId;
    const filter = and(
      eq(policyExceptions.orgId, org),
      gt(policyExceptions.until, sql`now()`),
      inArray(policyExceptions.rule, [...ruleNames]),
      eq(keys.orgId, org),
      isNull(keys.deletedAt),
      notInArray(statusNow, ["expired", "revoked"]),
    );
    const theirs = and(eq(keys.orgId, policyExceptions.orgId), eq(keys.id, policyExceptions.keyId));
    const [counted] = await tx
      .select({ total: sql<number>`count(*)`.mapWith(Number) })
      .from(policyExceptions)
      .innerJoin(keys, theirs)
      .where(filter);
    const found = await tx
      .select({
        ...getTableColumns(policyExceptions),
        mark: endAndRule,
        key: {
          id: keys.id,
          name: keys.name,
          environment: keys.environment,
          applicationId: keys.applicationId,
        },
      })
      .from(policyExceptions)
      .innerJoin(keys, theirs)
      .where(and(filter, where))
      .orderBy(...orderBy)
      .limit(limit)
      .offset(offset);
    const { rows, nextCursor } = cut(found, wish, sort, ({ mark, keyId }) => [mark, keyId]);
    return {
      data: await exceptionItems(tx, actor, rows),
      nextCursor,
      total: counted?.total ?? 0,
    };
  });
}
