import { z } from "zod";
import { pathField } from "@/lib/catalog/path";
import { isPart, type Part } from "./record";

const flag = () => z.boolean("true or false.");

const prefixField = () =>
  z
    .string("A path such as /v1.")
    .max(200, "At most 200 characters.")
    .transform((value) => value.trim().replace(/\/+$/, ""))
    .pipe(
      z.union([
        z.literal(""),
        pathField().refine((path) => !path.includes("{"), "No parameters before every path."),
      ]),
    );

export const ImportDocument = z
  .strictObject({
    /** An OpenAPI document: its text, JSON or YAML, or the JSON itself. */
    document: z
      .union([z.string(), z.custom<Part>(isPart)], "An OpenAPI document: its text, or an object.")
      .optional(),
    /** Where it is fetched from. */
    url: z.string("An address.").trim().min(1, "An address.").max(2000, "Too long.").optional(),
    /** Only to look at what would be done. */
    dryRun: flag().default(false),
    /** Is put before every path of the document, as `/v1`. */
    prefix: prefixField().default(""),
    /** Whether what the document doesn't have goes: all of it, nothing, or what has these ids. */
    remove: z
      .union(
        [z.boolean(), z.array(z.string().max(100)).max(20_000)],
        "true, false or a list of ids.",
      )
      .default(true),
    /** Takes from applications what they are granted of what goes. */
    removeGrants: flag().default(false),
    /** What a look at it answered: where that would be another now, nothing is done. */
    plan: z.string("A text.").max(100, "At most 100 characters.").optional(),
  })
  .refine(({ document, url }) => (document === undefined) !== (url === undefined), {
    path: ["document"],
    message: "Give either the document or its url.",
  });

export type ImportWish = z.output<typeof ImportDocument>;
