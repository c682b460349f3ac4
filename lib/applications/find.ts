import { and, asc, eq, getTableColumns, isNull, sql } from "drizzle-orm";
import { applications, maintainers } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { notFound } from "@/lib/errors";
import { fromUuid, isId, type MemberId } from "@/lib/ids";

export type ApplicationRow = typeof applications.$inferSelect & { maintainerIds: MemberId[] };

/** What makes an `ApplicationRow`, for a query on `applications`. */
export function applicationColumns(tx: Transaction, actor: Actor) {
  const theirs = tx
    .select({ id: maintainers.memberId })
    .from(maintainers)
    .where(
      and(
        eq(maintainers.orgId, actor.organizationId),
        eq(maintainers.applicationId, applications.id),
      ),
    )
    .orderBy(asc(maintainers.memberId));
  return {
    ...getTableColumns(applications),
    maintainerIds: sql`array${theirs}`.mapWith(memberIds),
  };
}

function memberIds(uuids: unknown): MemberId[] {
  if (!Array.isArray(uuids)) throw new TypeError("the maintainers did not come as an array");
  return uuids.map((uuid) => fromUuid("mem", uuid));
}

/**
 * The application, locked for the change that follows where `lock` is given. Throws 404 where the
 * actor's organization has no such application, also where `id` is no id.
 */
export async function findApplication(
  tx: Transaction,
  actor: Actor,
  id: unknown,
  lock?: "update" | "share",
): Promise<ApplicationRow> {
  if (!isId("app", id)) throw notFound("application");
  const query = tx
    .select(applicationColumns(tx, actor))
    .from(applications)
    .where(
      and(
        eq(applications.orgId, actor.organizationId),
        eq(applications.id, id),
        isNull(applications.deletedAt),
      ),
    );
  const [row] = await (lock ? query.for(lock) : query);
  if (!row) throw notFound("application");
  return row;
}
