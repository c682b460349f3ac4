import { and, count, eq, inArray, isNull, max, sql } from "drizzle-orm";
import { keys } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import type { ApplicationId } from "@/lib/ids";
import type { Environment } from "@/lib/keys/format";
import { statusNow } from "@/lib/keys/status";
import { actorNames } from "@/lib/members/names";
import type { ApplicationRow } from "./find";
import type { ApplicationSummary } from "./summary";

const active = sql`filter (where ${statusNow} = 'active')`;

function keyFacts(tx: Transaction, actor: Actor, ids: ApplicationId[]) {
  return tx
    .select({
      applicationId: keys.applicationId,
      total: count(),
      active: sql<number>`(count(*) ${active})::int`,
      environments: sql<
        Environment[]
      >`coalesce(array_agg(distinct ${keys.environment}) ${active}, '{}')`,
      sharedKey: sql<
        string | null
      >`(array_agg(${keys.sharedKey} order by ${keys.sharedKey} is null, ${keys.createdAt}, ${keys.id}) ${active})[1]`,
      lastUsedAt: max(keys.lastUsedAt),
    })
    .from(keys)
    .where(
      and(
        eq(keys.orgId, actor.organizationId),
        inArray(keys.applicationId, ids),
        isNull(keys.deletedAt),
      ),
    )
    .groupBy(keys.applicationId);
}

/** The summaries of those applications, in their order, in three queries whatever their number. */
export async function summarizeApplications(
  tx: Transaction,
  actor: Actor,
  rows: ApplicationRow[],
): Promise<ApplicationSummary[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const facts = new Map((await keyFacts(tx, actor, ids)).map((f) => [f.applicationId, f]));
  const people = rows.flatMap((row) => [row.ownerId, row.createdBy]);
  const names = await actorNames(tx, actor, people);
  return rows.map((row) => {
    const fact = facts.get(row.id);
    return {
      id: row.id,
      name: row.name,
      description: row.description,
      baseUrl: row.baseUrl,
      status: row.status,
      ownerId: row.ownerId,
      ownerName: names.get(row.ownerId) ?? "",
      maintainerIds: row.maintainerIds,
      createdAt: row.createdAt.toISOString(),
      createdBy: row.createdBy,
      createdByName: names.get(row.createdBy) ?? "",
      updatedAt: row.updatedAt.toISOString(),
      revision: row.revision,
      keys: {
        active: fact?.active ?? 0,
        total: fact?.total ?? 0,
        environments: fact?.environments ?? [],
        sharedKey: fact?.sharedKey ?? null,
      },
      lastUsedAt: fact?.lastUsedAt?.toISOString() ?? null,
    };
  });
}

export async function summarizeApplication(
  tx: Transaction,
  actor: Actor,
  row: ApplicationRow,
): Promise<ApplicationSummary> {
  const [summary] = await summarizeApplications(tx, actor, [row]);
  if (!summary) throw new Error("an application was not summarized");
  return summary;
}
