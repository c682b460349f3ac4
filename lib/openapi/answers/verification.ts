import { z } from "zod";
import { idField } from "@/lib/fields";
import { answerOf, named, revision, text, time, whole } from "@/lib/openapi/answer";
import type { SelfDescription } from "@/lib/verification/self";
import type { Remaining } from "@/lib/verification/services";
import { codes } from "@/lib/verification/verdict";
import type { Verdict as AnyVerdict } from "@/lib/verification/verify";
import { Environment } from "./applications";
import { KeyStatus } from "./keys";

const RateLimit = answerOf<Remaining>()(
  "RemainingLimit",
  z.object({ name: text(), limit: whole(), remaining: whole(), resetAt: time() }),
);

const known = {
  key: z.object({
    id: idField("key"),
    sharedKey: text().nullable().meta({ description: "Null for a JWT key." }),
    name: text(),
    environment: Environment,
    expiresAt: time().nullable(),
  }),
  application: z.object({ id: idField("app"), name: text() }),
  organizationId: idField("org"),
  ownerId: idField("mem").nullable(),
};

const aside = {
  stale: z.literal(true).optional(),
  ageMs: z.number().optional(),
  reason: text()
    .optional()
    .meta({ description: "With explain: which rule, what it compared, what would fix it." }),
  fix: z
    .object({ url: text() })
    .optional()
    .meta({ description: "With explain: the page of the portal that would put it right." }),
};

const requestId = idField("req");
const refusing = codes.filter((code) => code !== "VALID");

export const Verdict = answerOf<AnyVerdict>()(
  "Verdict",
  z.union([
    z.object({
      valid: z.literal(true),
      code: z.literal("VALID"),
      requestId,
      ...known,
      permissions: z.array(text()),
      rateLimits: z.array(RateLimit),
      revision: revision(),
      ...aside,
    }),
    z.object({
      valid: z.literal(false),
      code: named("Refusal", z.enum(refusing)),
      requestId,
      rateLimits: z.array(RateLimit).optional(),
      key: known.key.optional(),
      application: known.application.optional(),
      organizationId: known.organizationId.optional(),
      ownerId: known.ownerId.optional(),
      revision: revision().optional(),
      ...aside,
    }),
  ]),
);

export const Verdicts = z.object({ results: z.array(Verdict) });

export const Self = answerOf<SelfDescription>()(
  "KeyItself",
  z.object({
    key: z.object({
      id: idField("key"),
      sharedKey: text().nullable().meta({ description: "Null for a JWT key." }),
      name: text(),
      environment: Environment,
      status: KeyStatus,
      notBefore: time().nullable(),
      expiresAt: time().nullable(),
      createdAt: time(),
    }),
    application: z.object({ id: idField("app"), name: text() }),
    organizationId: idField("org"),
    permissions: z.array(text()).meta({ description: "On all APIs." }),
    revision: revision(),
  }),
);

/** RFC 7662 §2.2. */
export const Introspection = named(
  "Introspection",
  z.union([
    z.object({ active: z.literal(false) }),
    z.object({
      active: z.literal(true),
      scope: text().meta({ description: "Permissions, separated by spaces." }),
      iss: text().optional().meta({ description: "Of a JWT key, as nbf." }),
      client_id: idField("app"),
      sub: idField("app"),
      jti: idField("key"),
      token_type: z.literal("Bearer"),
      iat: whole(),
      nbf: whole().optional(),
      exp: whole().optional(),
      aud: z.array(text()).meta({ description: "The slugs of the APIs that it may use." }),
      env: Environment,
      owner: idField("mem").optional(),
      stale: z.literal(true).optional(),
      ageMs: z.number().optional(),
    }),
  ]),
);

/** RFC 6749 §5.2. */
export const OAuthError = named(
  "OAuthError",
  z.object({
    error: z.enum([
      "invalid_request",
      "invalid_client",
      "insufficient_scope",
      "server_error",
      "temporarily_unavailable",
    ]),
    error_description: text(),
    code: text(),
    requestId,
  }),
);
