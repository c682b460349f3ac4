import type { AuditTarget } from "@/lib/audit/record";
import { type AccessRequestSummary, asksInWords } from "./summary";

/** How the audit log names a request: `orders:refund and 2 more for CRM System`. */
export const auditTarget = (request: AccessRequestSummary): AuditTarget => ({
  kind: "access-request",
  id: request.id,
  name: `${asksInWords(request)} for ${request.application.name}`,
});
