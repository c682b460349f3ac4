import { z } from "zod";
import { keyKinds, keyStatuses } from "@/db/schema";
import { idField } from "@/lib/fields";
import type { CreatedKey } from "@/lib/keys/create";
import type { revocationOf } from "@/lib/keys/revoke";
import type { RotatedKey } from "@/lib/keys/rotate";
import type { KeyListItem, KeySummary } from "@/lib/keys/summary";
import { answerOf, named, revision, text, time, whole } from "@/lib/openapi/answer";
import { Environment, effectFields } from "./applications";

export const KeyStatus = named("KeyStatus", z.enum(keyStatuses));

const fields = {
  id: idField("key"),
  applicationId: idField("app"),
  name: text(),
  environment: Environment,
  kind: z.enum(keyKinds),
  sharedKey: text().nullable().meta({
    description: "The public half of a secret key, by which it is recognised; null for a JWT key.",
  }),
  status: KeyStatus,
  statusSince: time().nullable().meta({
    description: "Since when it is disabled or quarantined, or was at its end; else null.",
  }),
  statusBy: text().nullable(),
  statusNote: text().meta({ description: "Why, in a person's words." }),
  permissions: z
    .array(text())
    .nullable()
    .meta({ description: "What it may use of its application's grants; null for all of them." }),
  allowedNetworks: z
    .array(text())
    .nullable()
    .meta({ description: "In CIDR notation; null for anywhere." }),
  allowedOrigins: z
    .array(text())
    .nullable()
    .meta({ description: "The origins that it may be sent from; null where none is demanded." }),
  tags: z.array(text()),
  notBefore: time().nullable(),
  expiresAt: time().nullable(),
  rateLimits: z.array(z.object({ name: text(), limit: whole(), seconds: whole() })),
  quota: z.object({ limit: whole(), period: z.enum(["day", "month"]) }).nullable(),
  ownerId: idField("mem").nullable().meta({ description: "Null for one that a service owns." }),
  replacesId: idField("key").nullable(),
  replacedById: idField("key").nullable(),
  retiresAt: time()
    .nullable()
    .meta({ description: "When its rotation ends, from which moment on it is revoked." }),
  overlapSeconds: whole()
    .nullable()
    .meta({ description: "It is revoked so long after the new key is first used." }),
  createdAt: time(),
  createdBy: text(),
  lastUsedAt: time().nullable(),
  lastUsedNetwork: text().nullable(),
  lastUsedGate: text()
    .nullable()
    .meta({ description: "The address of the gate that saw it, or portal." }),
  revokedAt: time().nullable(),
  revokedBy: text().nullable(),
  revokeReason: text().nullable(),
  revision: revision(),
};

export const Key = answerOf<KeySummary>()("Key", z.object(fields));

export const KeyItem = answerOf<KeyListItem>()(
  "KeyWithNames",
  z.object({
    ...fields,
    applicationName: text(),
    ownerName: text().nullable(),
    createdByName: text(),
  }),
);

const shown = () => text().meta({ description: "Shown this one time; kept nowhere." });

const secretFields = { key: Key, apiKey: shown(), sharedKey: text(), secretKey: shown() };
const jwtFields = { key: Key, token: shown() };
const rotatedFields = {
  rotated: Key.meta({ description: "The key that it replaces." }),
  ...effectFields,
};

export const Created = answerOf<CreatedKey>()(
  "CreatedKey",
  z.union([
    named("CreatedSecretKey", z.object(secretFields)),
    named("CreatedJwtKey", z.object(jwtFields)),
  ]),
);

export const Rotated = answerOf<RotatedKey>()(
  "RotatedKey",
  z.union([
    z.object({ ...secretFields, ...rotatedFields }),
    z.object({ ...jwtFields, ...rotatedFields }),
  ]),
);

export const Revocation = answerOf<ReturnType<typeof revocationOf>>()(
  "Revocation",
  z.object({ id: idField("key"), status: KeyStatus, revision: revision(), ...effectFields }),
);
