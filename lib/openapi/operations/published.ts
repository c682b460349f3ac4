import { KeySet, Metadata } from "@/lib/openapi/answers/published";
import type { Operations } from "@/lib/openapi/operation";

const door = {
  refusals: [404, 503],
  headers: ["ETag", "Cache-Control", "Access-Control-Allow-Origin"],
};

export const publishedOperations: Operations = {
  "GET /o/{slug}/jwks.json": {
    id: "getKeySet",
    summary: "Get the public keys of an organization (RFC 7517)",
    description:
      "With which its JWT keys are signed, or were and are not past their end, and the one that signs next.",
    credential: "public",
    status: 200,
    answer: KeySet,
    door,
  },
  "GET /.well-known/oauth-authorization-server/o/{slug}": {
    id: "getMetadata",
    summary: "Discover an organization as an issuer (RFC 8414)",
    description:
      "Also at /o/{slug}/.well-known/openid-configuration and /o/{slug}/.well-known/oauth-authorization-server, where clients look that know OpenID discovery only.",
    credential: "public",
    status: 200,
    answer: Metadata,
    door,
  },
};
