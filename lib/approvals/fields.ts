import { z } from "zod";
import { environments } from "@/db/schema/keys";
import { textField } from "@/lib/fields";
import { GrantWish } from "@/lib/grants/fields";

const wordField = (message: string) =>
  textField(1000).refine((value) => value !== "", { message, abort: true });

export const RequestAccess = z.strictObject({
  grants: z
    .array(GrantWish, "A list of grants.")
    .min(1, "Choose what to ask for.")
    .max(500, "At most 500 grants."),
  environments: z
    .array(
      z.enum(environments, `One of ${environments.join(", ")}.`),
      `A list of ${environments.join(", ")}.`,
    )
    .min(1, "Choose an environment.")
    .max(20, "Each environment once.")
    .default([...environments])
    .transform((wish) => environments.filter((environment) => wish.includes(environment))),
  reason: wordField("Say what it is needed for."),
});

export const RequestKey = z.strictObject({
  environment: z.enum(environments, `One of ${environments.join(", ")}.`),
  reason: wordField("Say what it is needed for."),
});

export const ApproveRequest = z.strictObject({ answer: textField(1000).default("") });

export const RefuseRequest = z.strictObject({
  answer: wordField("Say why, so that they know what to do instead."),
});
