import { and, eq, inArray, or, type SQL } from "drizzle-orm";
import { accessRequests, applications, maintainers } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor, MemberActor } from "@/lib/access/actor";
import { canEverywhere } from "@/lib/access/authorize";
import { conflict, notFound } from "@/lib/errors";
import { isId, type MemberId } from "@/lib/ids";
import { actorNames } from "@/lib/members/names";
import type { RequestRow } from "./summary";

/**
 * The requests that the actor sees, for a query on them: undefined for all; a developer's own and
 * those of applications that they own or maintain.
 */
export function visibleTo(tx: Transaction, actor: Actor): SQL | undefined {
  if (canEverywhere(actor, "request.read")) return undefined;
  const { applicationId, createdBy } = accessRequests;
  const org = actor.organizationId;
  const id = actor.id as MemberId;
  return or(
    eq(createdBy, id),
    inArray(
      applicationId,
      tx
        .select({ id: applications.id })
        .from(applications)
        .where(and(eq(applications.orgId, org), eq(applications.ownerId, id))),
    ),
    inArray(
      applicationId,
      tx
        .select({ id: maintainers.applicationId })
        .from(maintainers)
        .where(and(eq(maintainers.orgId, org), eq(maintainers.memberId, id))),
    ),
  );
}

/** A request that the actor sees. Throws 404. */
export async function findRequest(tx: Transaction, actor: Actor, id: unknown): Promise<RequestRow> {
  if (!isId("acr", id)) throw notFound("request");
  const [row] = await tx
    .select()
    .from(accessRequests)
    .where(
      and(
        eq(accessRequests.orgId, actor.organizationId),
        eq(accessRequests.id, id),
        visibleTo(tx, actor),
      ),
    );
  if (!row) throw notFound("request");
  return row;
}

/** Holds a request, that the actor sees, until the transaction ends. Throws 404, 409 unless pending. */
export async function lockPending(
  tx: Transaction,
  actor: MemberActor,
  id: RequestRow["id"],
): Promise<RequestRow> {
  const [row] = await tx
    .select()
    .from(accessRequests)
    .where(and(eq(accessRequests.orgId, actor.organizationId), eq(accessRequests.id, id)))
    .for("update");
  if (!row) throw notFound("request");
  if (row.status === "pending") return row;
  const names = await actorNames(tx, actor, row.decidedBy ? [row.decidedBy] : []);
  const who = row.decidedBy === actor.id ? "You" : names.get(row.decidedBy ?? "");
  throw conflict(`${who ?? "Somebody"} has ${row.status} this request already.`);
}
