import { z } from "zod";

const words = "2 to 8 characters: a letter a–z, then letters and digits.";

/** What every new key of the organization begins with. Service tokens have `pcs` to themselves. */
export const keyPrefixField = () =>
  z
    .string(words)
    .max(1000, words)
    .transform((value) => value.trim())
    .pipe(
      z
        .string()
        .regex(/^[a-z][a-z0-9]{1,7}$/, words)
        .refine((prefix) => prefix !== "pcs", "Service tokens begin with pcs: choose another."),
    );
