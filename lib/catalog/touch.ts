import { and, eq, sql } from "drizzle-orm";
import { apis } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { announce } from "@/lib/verification/announce";
import type { ApiRow } from "./summary";

type Change = Partial<Pick<ApiRow, "name" | "slug" | "description" | "baseUrl" | "ownerId">>;

/** Raises the revision of the API, with `change` where it is its own, and tells the gates. */
export async function touchApi(
  tx: Transaction,
  actor: Actor,
  api: ApiRow,
  change: Change = {},
): Promise<ApiRow> {
  const [row] = await tx
    .update(apis)
    .set({ ...change, revision: sql`${apis.revision} + 1` })
    .where(and(eq(apis.orgId, actor.organizationId), eq(apis.id, api.id)))
    .returning();
  if (!row) throw new Error("the API vanished under its lock");
  await announce(tx, actor, { kind: "catalog", id: row.id, revision: row.revision });
  return row;
}
