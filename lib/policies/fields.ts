import { z } from "zod";
import { ceilings } from "@/db/schema/policies";

const ceiling = () => z.enum(ceilings, `One of ${ceilings.join(", ")}.`).optional();

const byEnvironment = () =>
  z
    .strictObject(
      { development: ceiling(), staging: ceiling(), production: ceiling() },
      "A ceiling by environment.",
    )
    .optional();

/** What is named is replaced; what is not named stays. */
export const SetPolicies = z.strictObject({
  ceilings: z
    .strictObject(
      {
        owner: byEnvironment(),
        admin: byEnvironment(),
        developer: byEnvironment(),
        auditor: byEnvironment(),
      },
      "Ceilings by role.",
    )
    .default({}),
});
