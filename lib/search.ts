import { type Column, ilike } from "drizzle-orm";
import { z } from "zod";

/** Words to search for, from a URL; an empty field searches for nothing. */
export const searchField = (most = 200) =>
  z
    .string("Enter a text.")
    .max(most, `At most ${most} characters.`)
    .refine((value) => !/[\p{Cc}\p{Cs}]/u.test(value), "No control characters.")
    .transform((value) => value.normalize("NFC").trim())
    .optional();

/** Whether the column contains the text, whatever the case; `%` and `_` mean themselves. */
export const contains = (column: Column, text: string) =>
  ilike(column, `%${text.replace(/[\\%_]/g, "\\$&")}%`);
