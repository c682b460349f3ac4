import type { AuditTarget } from "@/lib/audit/record";
import { type AccessRequestSummary, asksInWords } from "./summary";

/** How the audit log names a request: `orders:refund and 2 more for CRM System`. */
export const auditTarget = ({ id, application, items }: AccessRequestSummary): AuditTarget => ({
  kind: "access-request",
  id,
  name: `${asksInWords(items)} for ${application.name}`,
});
