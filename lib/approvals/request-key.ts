import { accessRequests } from "@/db/schema";
import { type Transaction, transact } from "@/db/transact";
import type { Actor, MemberActor } from "@/lib/access/actor";
import { authorizeMember, authorizeOn } from "@/lib/access/authorize";
import { type ApplicationRow, findApplication } from "@/lib/applications/find";
import { recordAudit } from "@/lib/audit/record";
import { conflict, invalid } from "@/lib/errors";
import { newId } from "@/lib/ids";
import type { Environment } from "@/lib/keys/format";
import { parse } from "@/lib/parse";
import { RequestKey } from "./fields";
import { mustAsk, openKeyRequests } from "./key-permit";
import { expectPresent } from "./present";
import { auditTarget } from "./record";
import { summarizeRequest } from "./summarize";
import type { AccessRequestSummary } from "./summary";
import { tellRequested } from "./tell";

/**
 * Asks to generate one key of an application where policy demands that others approve it, and tells
 * those who decide. Throws 404, 422 (also where no approval is needed), 409 (a request of theirs is
 * pending, or approved and not used), 403.
 */
export async function requestKey(
  actor: Actor,
  applicationId: unknown,
  input: unknown,
): Promise<AccessRequestSummary> {
  const member = authorizeMember(actor, "request.create");
  const { environment, reason } = parse(RequestKey, input);
  return transact(member, async (tx) => {
    const application = await findApplication(tx, member, applicationId, "update");
    authorizeOn(member, "request.create", application);
    await expectPresent(tx, member);
    if (!(await mustAsk(tx, member, application, environment))) {
      const words = `You need no approval for ${environment} keys of ${application.name}: generate the key.`;
      throw invalid("environment", words);
    }
    await expectNoneOpen(tx, member, application, environment);
    const [row] = await tx
      .insert(accessRequests)
      .values({
        orgId: member.organizationId,
        id: newId("acr"),
        kind: "key",
        applicationId: application.id,
        environments: [environment],
        reason,
        createdBy: member.id,
      })
      .returning();
    if (!row) throw new Error("the request was not inserted");
    const request = await summarizeRequest(tx, member, row);
    await recordAudit(tx, member, {
      action: "access.requested",
      target: auditTarget(request),
      applicationId: application.id,
      reason,
      after: { key: environment },
    });
    await tellRequested(tx, member, request);
    return request;
  });
}

async function expectNoneOpen(
  tx: Transaction,
  member: MemberActor,
  { id, name }: ApplicationRow,
  environment: Environment,
): Promise<void> {
  const [open] = await openKeyRequests(tx, member, id, environment);
  if (!open) return;
  throw conflict(
    open.status === "pending"
      ? `Your request for a ${environment} key of ${name} is waiting for an answer already.`
      : `Your request for a ${environment} key of ${name} is approved: generate the key.`,
  );
}
