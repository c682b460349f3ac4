import { and, eq, inArray } from "drizzle-orm";
import { applications } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import type { ApplicationId, KeyId } from "@/lib/ids";
import type { Environment } from "@/lib/keys/format";
import type { KeyRow } from "@/lib/keys/summary";
import { actorNames } from "@/lib/members/names";
import type { RuleName } from "./rules";
import type { ExceptionRow } from "./save-exception";

/** That a key may break a rule until then. Times are RFC 3339 UTC. */
export type ExceptionSummary = {
  /** As in its path: `key_…/lifetime`. */
  id: string;
  key: { id: KeyId; name: string; environment: Environment };
  application: { id: ApplicationId; name: string };
  rule: RuleName;
  until: string;
  reason: string;
  createdAt: string;
  createdBy: string;
  createdByName: string;
};

export type ExceptionWithKey = ExceptionRow & {
  key: Pick<KeyRow, "id" | "name" | "environment" | "applicationId">;
};

/** Those exceptions with the names that their ids stand for, in their order. */
export async function exceptionItems(
  tx: Transaction,
  actor: Actor,
  rows: ExceptionWithKey[],
): Promise<ExceptionSummary[]> {
  if (rows.length === 0) return [];
  const ids = [...new Set(rows.map(({ key }) => key.applicationId))];
  const found = await tx
    .select({ id: applications.id, name: applications.name })
    .from(applications)
    .where(and(eq(applications.orgId, actor.organizationId), inArray(applications.id, ids)));
  const names = new Map(found.map(({ id, name }) => [id, name]));
  const makers = await actorNames(
    tx,
    actor,
    rows.map((row) => row.createdBy),
  );
  return rows.map(({ key: { id, name, environment, applicationId }, ...row }) => ({
    id: `${id}/${row.rule}`,
    key: { id, name, environment },
    application: { id: applicationId, name: names.get(applicationId) ?? "" },
    rule: row.rule as RuleName,
    until: row.until.toISOString(),
    reason: row.reason,
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
    createdByName: makers.get(row.createdBy) ?? "",
  }));
}
