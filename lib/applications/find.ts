import { and, eq, isNull } from "drizzle-orm";
import { applications } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { notFound } from "@/lib/errors";
import { type ApplicationId, isId } from "@/lib/ids";

export type ApplicationRow = typeof applications.$inferSelect;

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
    .select()
    .from(applications)
    .where(
      and(
        eq(applications.orgId, actor.organizationId),
        eq(applications.id, id as ApplicationId),
        isNull(applications.deletedAt),
      ),
    );
  const [row] = await (lock ? query.for(lock) : query);
  if (!row) throw notFound("application");
  return row;
}
