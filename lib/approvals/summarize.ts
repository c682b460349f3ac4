import { and, eq, inArray } from "drizzle-orm";
import { applications } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { actorNames } from "@/lib/members/names";
import { loadItems } from "./items";
import { type AccessRequestSummary, keyApprovalDays, type RequestRow } from "./summary";

const dayMs = 86_400_000;

export const goodUntil = ({ kind, status, decidedAt }: RequestRow): Date | null =>
  kind === "key" && status === "approved" && decidedAt
    ? new Date(decidedAt.getTime() + keyApprovalDays * dayMs)
    : null;

/** The requests in the same order, with the names that their ids stand for. */
export async function summarizeRequests(
  tx: Transaction,
  actor: Actor,
  rows: readonly RequestRow[],
): Promise<AccessRequestSummary[]> {
  if (rows.length === 0) return [];
  const items = await loadItems(
    tx,
    actor,
    rows.map((row) => row.id),
  );
  const people = await actorNames(
    tx,
    actor,
    rows.flatMap((row) => [row.createdBy, ...(row.decidedBy ? [row.decidedBy] : [])]),
  );
  const known = await tx
    .select({ id: applications.id, name: applications.name })
    .from(applications)
    .where(
      and(
        eq(applications.orgId, actor.organizationId),
        inArray(applications.id, [...new Set(rows.map((row) => row.applicationId))]),
      ),
    );
  const applicationNames = new Map(known.map(({ id, name }) => [id, name]));
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    application: { id: row.applicationId, name: applicationNames.get(row.applicationId) ?? "" },
    status: row.status,
    items: items.get(row.id) ?? [],
    environments: row.environments,
    reason: row.reason,
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
    createdByName: people.get(row.createdBy) ?? "",
    decidedAt: row.decidedAt?.toISOString() ?? null,
    decidedBy: row.decidedBy,
    decidedByName: row.decidedBy && (people.get(row.decidedBy) ?? ""),
    answer: row.answer,
    goodUntil: goodUntil(row)?.toISOString() ?? null,
    keyId: row.keyId,
    revision: row.revision,
  }));
}

export async function summarizeRequest(
  tx: Transaction,
  actor: Actor,
  row: RequestRow,
): Promise<AccessRequestSummary> {
  const [summary] = await summarizeRequests(tx, actor, [row]);
  if (!summary) throw new Error("the request was not summarized");
  return summary;
}
