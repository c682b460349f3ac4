import { z } from "zod";
import { nameField, textField, timeField } from "@/lib/fields";
import { quotaField, rateLimitsField } from "@/lib/limits/fields";

const nameWords = "The name of a permission such as orders:read.";

/** Names of permissions that the key may use, each once; null for all that its application may. */
const permissionsField = () =>
  z
    .array(z.string(nameWords).min(1, nameWords).max(200, nameWords), "A list of names, or null.")
    .max(500, "At most 500 permissions.")
    .refine((names) => new Set(names).size === names.length, "Name each permission once.")
    .nullable();

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
  permissions: permissionsField().default(null),
  rateLimits: rateLimitsField().default([]),
  quota: quotaField().default(null),
});

export const EditKey = z.strictObject({
  name: nameField().optional(),
  permissions: permissionsField().optional(),
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
