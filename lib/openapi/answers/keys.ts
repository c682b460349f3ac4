import { z } from "zod";
import { keyStatuses } from "@/db/schema";
import { idField } from "@/lib/fields";
import type { CreatedKey } from "@/lib/keys/create";
import type { revocationOf } from "@/lib/keys/revoke";
import type { KeyListItem, KeySummary } from "@/lib/keys/summary";
import { answerOf, named, revision, text, time, whole } from "@/lib/openapi/answer";
import { Environment, effectFields } from "./applications";

export const KeyStatus = named("KeyStatus", z.enum(keyStatuses));

const fields = {
  id: idField("key"),
  applicationId: idField("app"),
  name: text(),
  environment: Environment,
  kind: z.literal("secret"),
  sharedKey: text().meta({ description: "The public half, by which a key is recognised." }),
  status: KeyStatus,
  permissions: z
    .array(text())
    .nullable()
    .meta({ description: "What it may use of its application's grants; null for all of them." }),
  notBefore: time().nullable(),
  expiresAt: time().nullable(),
  rateLimits: z.array(z.object({ name: text(), limit: whole(), seconds: whole() })),
  quota: z.object({ limit: whole(), period: z.enum(["day", "month"]) }).nullable(),
  ownerId: idField("mem").nullable().meta({ description: "Null for one that a service owns." }),
  createdAt: time(),
  createdBy: text(),
  lastUsedAt: time().nullable(),
  lastUsedNetwork: text().nullable(),
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

export const Created = answerOf<CreatedKey>()(
  "CreatedKey",
  z.object({ key: Key, apiKey: shown(), sharedKey: text(), secretKey: shown() }),
);

export const Revocation = answerOf<ReturnType<typeof revocationOf>>()(
  "Revocation",
  z.object({ id: idField("key"), status: KeyStatus, revision: revision(), ...effectFields }),
);
