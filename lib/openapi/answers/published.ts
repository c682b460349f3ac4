import { z } from "zod";
import { idField } from "@/lib/fields";
import { answerOf, named, text } from "@/lib/openapi/answer";
import type { PublishedKey } from "@/lib/signing/published";

const PublicKey = answerOf<PublishedKey>()(
  "PublicKey",
  z.object({
    kid: idField("sgk"),
    kty: z.literal("EC"),
    crv: z.literal("P-256"),
    alg: z.literal("ES256"),
    use: z.literal("sig"),
    x: text(),
    y: text(),
  }),
);

/** RFC 7517 §5. */
export const KeySet = named("KeySet", z.object({ keys: z.array(PublicKey) }));

const methods = () => z.array(z.enum(["client_secret_basic", "Bearer"]));

/** RFC 8414 §2. */
export const Metadata = named(
  "Metadata",
  z.object({
    issuer: text(),
    jwks_uri: text(),
    response_types_supported: z.array(text()),
    grant_types_supported: z.array(text()),
    introspection_endpoint: text(),
    introspection_endpoint_auth_methods_supported: methods(),
    revocation_endpoint: text(),
    revocation_endpoint_auth_methods_supported: methods(),
  }),
);
