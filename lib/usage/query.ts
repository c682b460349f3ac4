import { z } from "zod";
import { environments } from "@/db/schema";
import { timeField } from "@/lib/fields";
import { codes } from "@/lib/verification/verdict";
import { knownZone } from "./period";
import { usageRanges } from "./summary";

/** Codes, and `refused` for all but VALID. */
export const usageOutcomes = [...codes, "refused"] as const;

const id = (words: string) => z.string(words).max(100, words).optional();

/** What usage is looked at, also from a URL: all that is given holds together. */
export const scopeFields = {
  application: id("An id beginning with app_."),
  key: id("An id beginning with key_."),
  api: id("An id beginning with api_, or a slug."),
  endpoint: id("An id beginning with end_."),
  environment: z.enum(environments, `One of ${environments.join(", ")}.`).optional(),
  outcome: z.enum(usageOutcomes, `One of ${usageOutcomes.join(", ")}.`).optional(),
};

export const UsageQuery = z.strictObject({
  range: z.enum(usageRanges, `One of ${usageRanges.join(", ")}.`).default("24h"),
  /** For `custom`: RFC 3339. Without `to` it ends now. */
  from: timeField().optional(),
  to: timeField().optional(),
  /** An IANA name, in which days begin; UTC where there is none of that name. */
  zone: z
    .string("The name of a time zone.")
    .max(100, "The name of a time zone.")
    .optional()
    .transform(knownZone),
  ...scopeFields,
});
export type UsageQuery = z.input<typeof UsageQuery>;
