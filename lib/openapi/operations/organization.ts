import { ListAuditEvents } from "@/lib/audit/list";
import { AuditEvent } from "@/lib/openapi/answers/audit";
import { ChangedPolicies, PolicySettings, Preview } from "@/lib/openapi/answers/policies";
import { Created, Token } from "@/lib/openapi/answers/tokens";
import {
  commands,
  creates,
  edits,
  lists,
  type Operations,
  reads,
  removes,
} from "@/lib/openapi/operation";
import { SetPolicies } from "@/lib/policies/fields";
import { CreateToken } from "@/lib/tokens/create";
import { ListTokens } from "@/lib/tokens/list";

export const organizationOperations: Operations = {
  "GET /v1/policies": reads("getPolicies", "Get the policies", "policies.read", {
    answer: PolicySettings,
  }),
  "PUT /v1/policies": edits(
    "setPolicies",
    "Set policies; what is not named stays",
    "policies.write",
    { body: SetPolicies, answer: ChangedPolicies },
  ),
  "POST /v1/policies/dry-run": commands(
    "previewPolicies",
    "See which keys a change of policies would narrow",
    "policies.write",
    { body: SetPolicies, bodyOptional: undefined, answer: Preview },
  ),
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
