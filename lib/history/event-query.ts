import { z } from "zod";
import { environments } from "@/db/schema";
import { idField, timeField } from "@/lib/fields";
import { normalNetwork } from "@/lib/keys/networks";
import { wholeField } from "@/lib/page";
import { usageRanges } from "@/lib/usage/summary";
import { codes } from "@/lib/verification/verdict";

/** Codes, and `refused` for all but VALID. */
const outcomes = [...codes, "refused"] as const;
const networkWords = "An address or network such as 203.0.113.7, 203.0.113.0/24 or 2001:db8::/48.";

const gateWords = "The name of a gate, or portal.";

const text = (words: string, most: number) => z.string(words).min(1, words).max(most, words);

/** What the history is searched by, also from a URL: all that is given holds together. */
export const eventFilters = {
  range: z.enum(usageRanges, `One of ${usageRanges.join(", ")}.`).optional(),
  from: timeField().optional(),
  to: timeField().optional(),
  /** Taken so that the address of a page of usage fits: no range of the history begins in a zone. */
  zone: z.string("The name of a time zone.").max(100).optional(),
  application: idField("app").optional(),
  key: idField("key").optional(),
  api: text("An id beginning with api_, or the slug of an API.", 100).optional(),
  endpoint: idField("end").optional(),
  environment: z.enum(environments, `One of ${environments.join(", ")}.`).optional(),
  outcome: z.enum(outcomes, `One of ${outcomes.join(", ")}.`).optional(),
  network: z
    .string(networkWords)
    .max(100, networkWords)
    .transform((value, context) => {
      const network = normalNetwork(value.trim());
      if (network !== null) return network;
      context.addIssue({ code: "custom", message: networkWords });
      return z.NEVER;
    })
    .optional(),
  requestId: idField("req").optional(),
  /** The name of a gate, or `portal`. */
  gate: text(gateWords, 300)
    .refine((name) => !name.includes("\0"), gateWords)
    .optional(),
};

export const EventFilters = z.strictObject(eventFilters);
export type EventFilters = z.output<typeof EventFilters>;

export const ListEvents = z.strictObject({
  ...eventFilters,
  limit: wholeField(1000).default(50),
  after: z.string("The nextCursor of the page before.").max(2000).optional(),
});
