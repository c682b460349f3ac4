import { z } from "zod";
import { RevokeKey } from "@/lib/keys/fields";
import { Revocation } from "@/lib/openapi/answers/keys";
import { Introspection, Self, Verdict, Verdicts } from "@/lib/openapi/answers/verification";
import type { Operations } from "@/lib/openapi/operation";
import { ForwardAuthQuery } from "@/lib/verification/forward-auth";
import { VerifyKey } from "@/lib/verification/question";

const token = z
  .looseObject({ token: z.string() })
  .meta({ description: "The key; other parameters are ignored." });

export const verificationOperations: Operations = {
  "POST /v1/keys/verify": {
    id: "verifyKey",
    summary: "Verify a key",
    description: "May this key do this now? Answered with 200 for every verdict.",
    credential: "keys.verify",
    body: VerifyKey,
    status: 200,
    answer: Verdict,
    door: { refusals: [400, 401, 403, 413, 415, 422, 503] },
  },
  "POST /v1/keys/verify-batch": {
    id: "verifyKeys",
    summary: "Verify up to 1000 keys",
    description: "The results stand in the order of the items. Bodies may have up to 2 MiB.",
    credential: "keys.verify",
    body: z.strictObject({ items: z.array(VerifyKey).max(1000) }),
    status: 200,
    answer: Verdicts,
    door: { refusals: [400, 401, 403, 413, 415, 422, 503] },
  },
  "GET /v1/keys/self": {
    id: "getSelf",
    summary: "Get what a key may know of itself",
    credential: "key",
    status: 200,
    answer: Self,
    door: { refusals: [401, 503] },
  },
  "POST /v1/keys/self/revoke": {
    id: "revokeSelf",
    summary: "Revoke the key itself, as after a leak",
    credential: "key",
    body: RevokeKey,
    bodyOptional: true,
    status: 200,
    answer: Revocation,
    door: { refusals: [400, 401, 413, 415, 422, 503] },
  },
  "GET /v1/forward-auth": {
    id: "forwardAuth",
    summary: "Decide for a gateway whether a request may pass",
    description:
      "By any method. The key comes as Authorization: Bearer, X-API-Key or Basic (shared key and secret key); the original request as X-Forwarded-Method, -Uri and -For, or X-Original-Method and -URI.",
    credential: "gateway",
    query: ForwardAuthQuery,
    status: 200,
    answer: null,
    door: {
      anyMethod: true,
      refusals: [401, 403, 422, 429, 503],
      headers: [
        "X-Portcullis-Application",
        "X-Portcullis-Key",
        "X-Portcullis-Organization",
        "X-Portcullis-Permissions",
      ],
    },
  },
  "POST /v1/introspect": {
    id: "introspect",
    summary: "Introspect a key as an OAuth resource server does (RFC 7662)",
    credential: "client",
    body: token,
    status: 200,
    answer: Introspection,
    door: { refusals: [400, 401, 403, 413, 415, 503], errors: "oauth", form: true },
  },
  "POST /v1/revoke": {
    id: "revoke",
    summary: "Revoke a key as an OAuth client does (RFC 7009)",
    description: "By a service token with keys.write, or by the key itself.",
    credential: "client",
    body: token,
    status: 200,
    answer: null,
    door: { refusals: [400, 401, 403, 413, 415, 503], errors: "oauth", form: true },
  },
};
