import { ListAuditEvents } from "@/lib/audit/list";
import { AuditEvent } from "@/lib/openapi/answers/audit";
import { Created, Token } from "@/lib/openapi/answers/tokens";
import { creates, lists, type Operations, removes } from "@/lib/openapi/operation";
import { CreateToken } from "@/lib/tokens/create";
import { ListTokens } from "@/lib/tokens/list";

export const organizationOperations: Operations = {
  "GET /v1/tokens": lists("listTokens", "List service tokens", "tokens.read", {
    query: ListTokens,
    item: Token,
  }),
  "POST /v1/tokens": creates("createToken", "Make a service token", "tokens.write", {
    description: "This answer alone carries the service token; only its HMAC is kept.",
    body: CreateToken,
    answer: Created,
    secrets: ["serviceToken"],
  }),
  "DELETE /v1/tokens/{id}": removes("revokeToken", "Revoke a service token", "tokens.write"),
  "GET /v1/audit-events": lists("listAuditEvents", "List audit events", "audit.read", {
    query: ListAuditEvents,
    item: AuditEvent,
  }),
};
