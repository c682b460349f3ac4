import { z } from "zod";
import { nameField, textField, timeField } from "@/lib/fields";
import { quotaField, rateLimitsField } from "@/lib/limits/fields";

export const CreateKey = z.strictObject({
  name: nameField(),
  environment: z.enum(
    ["development", "staging", "production"],
    "One of development, staging, production.",
  ),
  kind: z.literal("secret", "Only secret keys can be made here: use secret.").default("secret"),
  expiresAt: timeField()
    .refine((date) => date.getTime() > Date.now(), "A time in the future.")
    .nullable()
    .default(null),
  rateLimits: rateLimitsField().default([]),
  quota: quotaField().default(null),
});

export const EditKey = z.strictObject({
  name: nameField().optional(),
  rateLimits: rateLimitsField().optional(),
  quota: quotaField().optional(),
});

export const RevokeKey = z.strictObject({
  reason: z
    .enum(
      ["compromised", "superseded", "owner-left", "unused", "other"],
      "One of compromised, superseded, owner-left, unused, other.",
    )
    .default("other"),
  note: textField(500).default(""),
});
