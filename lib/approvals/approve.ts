import { and, eq, inArray } from "drizzle-orm";
import { apis, endpoints, permissions } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize, authorizeMember } from "@/lib/access/authorize";
import { type ApplicationRow, findApplication } from "@/lib/applications/find";
import { recordAudit } from "@/lib/audit/record";
import { conflict } from "@/lib/errors";
import { approveGrants } from "@/lib/grants/approve";
import { parse } from "@/lib/parse";
import { expectRevision } from "@/lib/revision";
import { transactSettled } from "@/lib/verification/settle";
import { expectAnothers, saveDecision } from "./decide";
import { ApproveRequest } from "./fields";
import { findRequest, lockPending } from "./find";
import { loadItems } from "./items";
import { auditTarget } from "./record";
import { summarizeRequest } from "./summarize";
import {
  type AccessRequestSummary,
  itemName,
  namesOf,
  type RequestItem,
  type RequestRow,
} from "./summary";
import { tellDecided } from "./tell";

/**
 * Gives the application what is asked for, approved for the environments that are asked for, from
 * the next verification on, and tells who asked; of a request for a key, who asked may generate one.
 * Of many at once one decides. Throws 404, 409 (somebody has decided; nothing of it is left in the
 * catalogue), 412 (`ifRevision`), 422, 403 (also one's own).
 */
export async function approveRequest(
  actor: Actor,
  id: unknown,
  input: unknown,
  ifRevision?: number,
): Promise<AccessRequestSummary> {
  const member = authorizeMember(actor, "request.decide");
  authorize(member, "grant.sensitive");
  const { answer } = parse(ApproveRequest, input);
  return transactSettled(member, async (tx) => {
    const seen = await findRequest(tx, member, id);
    expectAnothers(member, seen);
    const application = await findApplication(tx, member, seen.applicationId, "update");
    const pending = await lockPending(tx, member, seen.id);
    expectRevision(pending.revision, ifRevision);
    const items = await holdItems(tx, member, pending.id);
    if (pending.kind === "grants" && items.length === 0) {
      throw conflict(
        "Nothing of what was asked for is in the catalogue any more. Refuse the request.",
      );
    }
    const row = await saveDecision(tx, member, pending, "approved", answer);
    if (pending.kind === "grants") await giveItems(tx, member, application, pending, items);
    const request = await summarizeRequest(tx, member, row);
    await recordAudit(tx, member, {
      action: "access.approved",
      target: auditTarget(request),
      applicationId: application.id,
      reason: answer || undefined,
      after:
        pending.kind === "key"
          ? { key: pending.environments[0], goodUntil: request.goodUntil }
          : { grants: namesOf(items), environments: pending.environments },
    });
    await tellDecided(tx, member, request, "approved");
    return request;
  });
}

const giveItems = (
  tx: Transaction,
  actor: Actor,
  application: ApplicationRow,
  { environments, reason }: RequestRow,
  items: RequestItem[],
) =>
  approveGrants(
    tx,
    actor,
    application,
    items.map((item) => ({
      id: item.id,
      apiId: item.api.id,
      permissionId: item.permission?.id ?? null,
      endpointId: item.endpoint?.id ?? null,
      name: `${item.api.slug} ${itemName(item)}`,
    })),
    environments,
    reason,
  );

/** What is asked for and still in the catalogue; it stays there until the transaction ends. */
async function holdItems(
  tx: Transaction,
  actor: Actor,
  requestId: AccessRequestSummary["id"],
): Promise<RequestItem[]> {
  const org = actor.organizationId;
  const asked = (await loadItems(tx, actor, [requestId])).get(requestId) ?? [];
  const apiIds = asked.map((item) => item.api.id);
  const permissionIds = asked.flatMap((item) => item.permission?.id ?? []);
  const endpointIds = asked.flatMap((item) => item.endpoint?.id ?? []);
  await tx
    .select({ id: apis.id })
    .from(apis)
    .where(and(eq(apis.orgId, org), inArray(apis.id, apiIds)))
    .for("key share");
  await tx
    .select({ id: permissions.id })
    .from(permissions)
    .where(and(eq(permissions.orgId, org), inArray(permissions.id, permissionIds)))
    .for("share");
  await tx
    .select({ id: endpoints.id })
    .from(endpoints)
    .where(and(eq(endpoints.orgId, org), inArray(endpoints.id, endpointIds)))
    .for("share");
  return (await loadItems(tx, actor, [requestId])).get(requestId) ?? [];
}
