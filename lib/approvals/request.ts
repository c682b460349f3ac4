import { and, eq } from "drizzle-orm";
import { accessRequestItems, accessRequests, grants } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorizeMember, authorizeOn } from "@/lib/access/authorize";
import { type ApplicationRow, findApplication } from "@/lib/applications/find";
import { recordAudit } from "@/lib/audit/record";
import { conflict } from "@/lib/errors";
import { type Grantable, resolveGrants } from "@/lib/grants/resolve";
import { newId } from "@/lib/ids";
import type { Environment } from "@/lib/keys/format";
import { parse } from "@/lib/parse";
import { RequestAccess } from "./fields";
import { expectPresent } from "./present";
import { auditTarget } from "./record";
import { summarizeRequest } from "./summarize";
import { type AccessRequestSummary, namesOf } from "./summary";
import { tellRequested } from "./tell";

const mostPending = 50;

/**
 * Asks for what an application is to be granted, or what of its grants is to be approved for more
 * environments, and tells those who decide. What it has already is left out. Throws 404, 422 (also
 * what is not in the catalogue), 409 (it has all of it, or a request for all of it is pending), 403.
 */
export async function requestAccess(
  actor: Actor,
  applicationId: unknown,
  input: unknown,
): Promise<AccessRequestSummary> {
  const member = authorizeMember(actor, "request.create");
  const wish = parse(RequestAccess, input);
  return transact(member, async (tx) => {
    const application = await findApplication(tx, member, applicationId, "update");
    authorizeOn(member, "request.create", application);
    await expectPresent(tx, member);
    const wanted = await resolveGrants(tx, member, wish.grants);
    const lacking = await withoutApproved(tx, member, application, wanted, wish.environments);
    await expectNew(tx, member, application, lacking, wish.environments);
    const [row] = await tx
      .insert(accessRequests)
      .values({
        orgId: member.organizationId,
        id: newId("acr"),
        applicationId: application.id,
        environments: wish.environments,
        reason: wish.reason,
        createdBy: member.id,
      })
      .returning();
    if (!row) throw new Error("the request was not inserted");
    await tx.insert(accessRequestItems).values(
      lacking.map(({ apiId, permissionId, endpointId }) => ({
        orgId: member.organizationId,
        requestId: row.id,
        id: newId("grt"),
        apiId,
        permissionId,
        endpointId,
      })),
    );
    const request = await summarizeRequest(tx, member, row);
    await recordAudit(tx, member, {
      action: "access.requested",
      target: auditTarget(request),
      applicationId: application.id,
      reason: row.reason,
      after: { grants: namesOf(request.items), environments: row.environments },
    });
    await tellRequested(tx, member, request);
    return request;
  });
}

const idOf = (item: Pick<Grantable, "permissionId" | "endpointId">) =>
  item.permissionId ?? item.endpointId ?? "";

async function withoutApproved(
  tx: Transaction,
  actor: Actor,
  application: ApplicationRow,
  wanted: Grantable[],
  environments: Environment[],
): Promise<Grantable[]> {
  const present = await tx
    .select()
    .from(grants)
    .where(and(eq(grants.orgId, actor.organizationId), eq(grants.applicationId, application.id)));
  const approved = new Set(
    present
      .filter((grant) => environments.every((one) => grant.approvedFor.includes(one)))
      .map(idOf),
  );
  const lacking = wanted.filter((item) => !approved.has(idOf(item)));
  if (lacking.length > 0) return lacking;
  throw conflict(`${application.name} has all of this already, approved for these environments.`);
}

async function expectNew(
  tx: Transaction,
  actor: Actor,
  application: ApplicationRow,
  lacking: Grantable[],
  environments: Environment[],
): Promise<void> {
  const org = actor.organizationId;
  const rows = await tx
    .select({
      id: accessRequests.id,
      environments: accessRequests.environments,
      permissionId: accessRequestItems.permissionId,
      endpointId: accessRequestItems.endpointId,
    })
    .from(accessRequests)
    .innerJoin(
      accessRequestItems,
      and(
        eq(accessRequestItems.orgId, accessRequests.orgId),
        eq(accessRequestItems.requestId, accessRequests.id),
      ),
    )
    .where(
      and(
        eq(accessRequests.orgId, org),
        eq(accessRequestItems.orgId, org),
        eq(accessRequests.applicationId, application.id),
        eq(accessRequests.status, "pending"),
      ),
    );
  const pending = new Map<string, Set<string>>();
  for (const row of rows) {
    if (!pending.has(row.id)) pending.set(row.id, new Set());
    if (environments.every((one) => row.environments.includes(one))) {
      pending.get(row.id)?.add(idOf(row));
    }
  }
  if ([...pending.values()].some((asked) => lacking.every((item) => asked.has(idOf(item))))) {
    throw conflict("A request for all of this is waiting for an answer already.");
  }
  if (pending.size < mostPending) return;
  throw conflict(
    `${mostPending} requests of ${application.name} are waiting for an answer. Withdraw some, or wait.`,
  );
}
