import { z } from "zod";
import { applicationStatuses, environments } from "@/db/schema";
import type { ApplicationSummary, DeactivatedApplication } from "@/lib/applications/summary";
import { idField } from "@/lib/fields";
import { answerOf, named, revision, text, time, whole } from "@/lib/openapi/answer";

export const Environment = named("Environment", z.enum(environments));

/** When a narrowing change holds, and which gates have heard of it. */
export const effectFields = {
  effectiveAt: time().meta({
    description: "No verification that starts at or after this moment sees the old state.",
  }),
  gates: z.object({
    acknowledged: whole(),
    lapsed: whole().meta({
      description: "Gates whose lease ended without a word: they answer nothing from memory.",
    }),
    stale: whole()
      .optional()
      .meta({ description: "Gates that may answer stale until effectiveAt." }),
  }),
};

const fields = {
  id: idField("app"),
  name: text(),
  description: text(),
  baseUrl: text(),
  status: z.enum(applicationStatuses),
  ownerId: idField("mem"),
  ownerName: text(),
  maintainerIds: z
    .array(idField("mem"))
    .meta({ description: "Members whom the owner lets manage it." }),
  createdAt: time(),
  createdBy: text(),
  createdByName: text(),
  updatedAt: time(),
  revision: revision(),
  keys: z.object({
    active: whole(),
    total: whole(),
    environments: z.array(Environment).meta({ description: "Those with active keys." }),
    sharedKey: text().nullable().meta({ description: "Of the first active key." }),
  }),
  lastUsedAt: time().nullable(),
};

export const Application = answerOf<ApplicationSummary>()("Application", z.object(fields));

export const Deactivated = answerOf<DeactivatedApplication>()(
  "DeactivatedApplication",
  z.object({ ...fields, ...effectFields }),
);
