import { and, eq, sql } from "drizzle-orm";
import { accessRequests } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { MemberActor } from "@/lib/access/actor";
import { notFound, RefusedError } from "@/lib/errors";
import type { RequestRow } from "./summary";

/** Nobody approves or refuses their own. Throws 403. */
export function expectAnothers(actor: MemberActor, request: RequestRow): void {
  if (request.createdBy !== actor.id) return;
  throw new RefusedError(
    actor,
    "request.decide",
    "Nobody decides on their own request. Ask another owner or admin, or withdraw it.",
  );
}

/** Notes the answer to a request that `tx` has locked. */
export async function saveDecision(
  tx: Transaction,
  actor: MemberActor,
  request: RequestRow,
  status: Exclude<RequestRow["status"], "pending">,
  answer: string,
): Promise<RequestRow> {
  const [row] = await tx
    .update(accessRequests)
    .set({
      status,
      answer,
      decidedAt: sql`now()`,
      decidedBy: actor.id,
      revision: request.revision + 1,
    })
    .where(and(eq(accessRequests.orgId, actor.organizationId), eq(accessRequests.id, request.id)))
    .returning();
  if (!row) throw notFound("request");
  return row;
}
