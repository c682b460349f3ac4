import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorizeMember } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { parse } from "@/lib/parse";
import { expectRevision } from "@/lib/revision";
import { expectAnothers, saveDecision } from "./decide";
import { RefuseRequest } from "./fields";
import { findRequest, lockPending } from "./find";
import { auditTarget } from "./record";
import { summarizeRequest } from "./summarize";
import type { AccessRequestSummary } from "./summary";
import { tellDecided } from "./tell";

/**
 * Answers a request with no, and why, and tells who asked. Throws 404, 409 (somebody has decided),
 * 412 (`ifRevision`), 422, 403 (also one's own).
 */
export async function refuseRequest(
  actor: Actor,
  id: unknown,
  input: unknown,
  ifRevision?: number,
): Promise<AccessRequestSummary> {
  const member = authorizeMember(actor, "request.decide");
  const { answer } = parse(RefuseRequest, input);
  return transact(member, async (tx) => {
    const seen = await findRequest(tx, member, id);
    expectAnothers(member, seen);
    const pending = await lockPending(tx, member, seen.id);
    expectRevision(pending.revision, ifRevision);
    const row = await saveDecision(tx, member, pending, "refused", answer);
    const request = await summarizeRequest(tx, member, row);
    await recordAudit(tx, member, {
      action: "access.refused",
      target: auditTarget(request),
      applicationId: row.applicationId,
      reason: answer,
    });
    await tellDecided(tx, member, request, "refused");
    return request;
  });
}
