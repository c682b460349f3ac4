import { z } from "zod";
import { idField, nameField, textField, timeField } from "@/lib/fields";
import { quotaField, rateLimitsField } from "@/lib/limits/fields";
import { networksField } from "./networks";
import { originsField } from "./origins";

const slugWords = "The slug of an API such as orders.";
const nameWords = "The name of a permission such as orders:read.";

/** Names of permissions that the key may use, each once; null for all that its application may. */
const permissionsField = () =>
  z
    .array(z.string(nameWords).min(1, nameWords).max(200, nameWords), "A list of names, or null.")
    .max(500, "At most 500 permissions.")
    .refine((names) => new Set(names).size === names.length, "Name each permission once.")
    .nullable();

/** Slugs of APIs. */
const audiencesField = () =>
  z
    .array(z.string(slugWords).min(1, slugWords).max(100, slugWords), "A list of slugs, or null.")
    .min(1, "Name at least one API, or leave it out.")
    .max(50, "At most 50 APIs.")
    .refine((slugs) => new Set(slugs).size === slugs.length, "Name each API once.")
    .nullable();

const tagWords =
  "A tag of small letters, digits and . _ : - that begins with a letter or digit, at most 40 characters.";

export const tagField = () => z.string(tagWords).regex(/^[a-z0-9][a-z0-9._:-]{0,39}$/, tagWords);

const tagsField = () =>
  z
    .array(tagField(), "A list of tags.")
    .max(20, "At most 20 tags.")
    .refine((tags) => new Set(tags).size === tags.length, "Name each tag once.");

/** The end of a key, null for never. */
const endField = () =>
  timeField()
    .refine((date) => date.getTime() > Date.now(), "A time in the future.")
    .nullable();

export const CreateKey = z.strictObject({
  name: nameField(),
  environment: z.enum(
    ["development", "staging", "production"],
    "One of development, staging, production.",
  ),
  kind: z.enum(["secret", "jwt"], "One of secret, jwt.").default("secret"),
  notBefore: timeField().nullable().default(null),
  expiresAt: endField().default(null),
  permissions: permissionsField().default(null),
  /** Of a JWT key: the APIs that it is for; null for all on which it may do something. */
  audiences: audiencesField().default(null),
  allowedNetworks: networksField().default(null),
  allowedOrigins: originsField().default(null),
  rateLimits: rateLimitsField().default([]),
  quota: quotaField().default(null),
  tags: tagsField().default([]),
  /** Null for the application itself; left out, who makes it. */
  ownerId: idField("mem").nullable().optional(),
});

export const EditKey = z.strictObject({
  name: nameField().optional(),
  notBefore: timeField().nullable().optional(),
  expiresAt: endField().optional(),
  permissions: permissionsField().optional(),
  allowedNetworks: networksField().optional(),
  allowedOrigins: originsField().optional(),
  rateLimits: rateLimitsField().optional(),
  quota: quotaField().optional(),
  tags: tagsField().optional(),
  ownerId: idField("mem").nullable().optional(),
});

const reasonField = () =>
  z.enum(
    ["compromised", "superseded", "owner-left", "unused", "other"],
    "One of compromised, superseded, owner-left, unused, other.",
  );

const noteField = () => textField(500);

export const RevokeKey = z.strictObject({
  reason: reasonField().default("other"),
  note: noteField().default(""),
});

/** Of disabling and enabling. */
export const NoteKey = z.strictObject({ note: noteField().default("") });

const evidence = "Say what speaks against the key.";

export const QuarantineKey = z.strictObject({
  note: noteField().refine((note) => note !== "", evidence),
});

/** For how long a replaced key goes on working, in seconds. */
export const overlaps = {
  "0s": 0,
  "1h": 3600,
  "24h": 86_400,
  "72h": 259_200,
  "168h": 604_800,
} as const;
export type Overlap = keyof typeof overlaps;

export const overlapNames = ["0s", "1h", "24h", "72h", "168h"] as const satisfies Overlap[];

export const RotateKey = z.strictObject({
  overlap: z.enum(overlapNames, `One of ${overlapNames.join(", ")}.`).default("24h"),
  activation: z.enum(["now", "first-use"], "One of now, first-use.").default("now"),
  expiresAt: endField().optional(),
});

/** Of ending a rotation or undoing it: nothing is to be said. */
export const EndRotation = z.strictObject({});

const mostChanged = 100;

export const ChangeKeys = z
  .strictObject({
    ids: z
      .array(idField("key"), "A list of keys.")
      .min(1, "Choose at least one key.")
      .max(mostChanged, `At most ${mostChanged} keys at once.`)
      .refine((ids) => new Set(ids).size === ids.length, "Name each key once."),
    action: z.enum(
      ["revoke", "disable", "enable", "quarantine"],
      "One of revoke, disable, enable, quarantine.",
    ),
    reason: reasonField().default("other"),
    note: noteField().default(""),
  })
  .refine(({ action, note }) => action !== "quarantine" || note !== "", {
    path: ["note"],
    message: evidence,
  });
