import { z } from "zod";

const words = "An e-mail address such as olive@example.com.";

/** An e-mail address as it is kept and written to. */
export const emailField = () =>
  z
    .string(words)
    .max(1000, words)
    .transform((value) => value.normalize("NFKC").trim())
    .pipe(z.email({ pattern: z.regexes.unicodeEmail, error: words }).max(254, words))
    .refine((value) => !/[\p{C}\s]/u.test(value), words);

/** The address as it is compared: two addresses with the same key are one user. */
export const emailKey = (email: string) => email.normalize("NFKC").trim().toLowerCase();
