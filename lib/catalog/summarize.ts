import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { actorNames } from "@/lib/members/names";
import { countsOf } from "./counts";
import type { ApiRow, ApiSummary } from "./summary";

/** The APIs in the same order, with what they have and the names of their owners. */
export async function summarizeApis(
  tx: Transaction,
  actor: Actor,
  rows: readonly ApiRow[],
): Promise<ApiSummary[]> {
  const counts = await countsOf(
    tx,
    actor,
    rows.map((row) => row.id),
  );
  const names = await actorNames(
    tx,
    actor,
    rows.flatMap((row) => row.ownerId ?? []),
  );
  return rows.map((row) => ({
    id: row.id,
    slug: row.slug,
    name: row.name,
    description: row.description,
    baseUrl: row.baseUrl,
    ownerId: row.ownerId,
    ownerName: row.ownerId && (names.get(row.ownerId) ?? null),
    createdAt: row.createdAt.toISOString(),
    revision: row.revision,
    endpoints: 0,
    permissions: 0,
    applications: 0,
    ...counts.get(row.id),
  }));
}

export async function summarizeApi(
  tx: Transaction,
  actor: Actor,
  row: ApiRow,
): Promise<ApiSummary> {
  const [summary] = await summarizeApis(tx, actor, [row]);
  if (!summary) throw new Error("the API was not summarized");
  return summary;
}
