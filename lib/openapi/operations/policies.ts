import {
  ApplicationPolicies,
  ChangedPolicies,
  ExceptedKeyAnswer,
  PolicyException,
  PolicySettings,
  Preview,
} from "@/lib/openapi/answers/policies";
import { commands, edits, lists, type Operations, reads, removes } from "@/lib/openapi/operation";
import {
  ExceptionTerms,
  ListExceptions,
  SetApplicationRules,
  SetPolicies,
} from "@/lib/policies/fields";

const read = "policies.read";
const write = "policies.write";

export const policyOperations: Operations = {
  "GET /v1/policies": reads("getPolicies", "Get the policies", read, { answer: PolicySettings }),
  "PUT /v1/policies": edits("setPolicies", "Set policies; what is not named stays", write, {
    description:
      "New keys obey the rules at once. Keys that break what is tightened are disabled from enforceFrom on, those that are excepted from the end of their exception.",
    body: SetPolicies,
    answer: ChangedPolicies,
  }),
  "POST /v1/policies/dry-run": commands(
    "previewPolicies",
    "See which keys a change of policies would narrow or break",
    write,
    { body: SetPolicies, bodyOptional: undefined, answer: Preview },
  ),
  "GET /v1/policies/applications/{id}": reads(
    "getApplicationRules",
    "Get the rules of an application",
    read,
    { answer: ApplicationPolicies },
  ),
  "PUT /v1/policies/applications/{id}": edits(
    "setApplicationRules",
    "Set the rules of an application; what is not named is as in the organization",
    write,
    {
      description: "They may be stricter than the organization's only.",
      body: SetApplicationRules,
      answer: ApplicationPolicies,
    },
  ),
  "DELETE /v1/policies/applications/{id}": removes(
    "removeApplicationRules",
    "Leave an application to the rules of the organization",
    write,
  ),
  "GET /v1/policies/exceptions": lists(
    "listExceptions",
    "List exceptions that are not over",
    read,
    { query: ListExceptions, item: PolicyException },
  ),
  "GET /v1/policies/exceptions/{keyId}/{rule}": reads(
    "getException",
    "Get a key's exception from a rule",
    read,
    { answer: ExceptedKeyAnswer },
  ),
  "PUT /v1/policies/exceptions/{keyId}/{rule}": edits(
    "exceptKey",
    "Let a key break a rule until then",
    write,
    { body: ExceptionTerms, answer: ExceptedKeyAnswer, conflict: "The key is over." },
  ),
  "DELETE /v1/policies/exceptions/{keyId}/{rule}": removes(
    "endException",
    "End a key's exception at once",
    write,
  ),
};
