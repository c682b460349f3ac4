import { z } from "zod";
import { type Id, type IdPrefix, idPattern, isId } from "./ids";

const control = /[\p{Cc}\p{Cs}]/u;
const controlButNewline = /[^\P{Cc}\n\t]|\p{Cs}/u;
/** Drawn as nothing or turning the text around; an emoji's variation selector may stay. */
const hidden = /(?!\ufe0f)[\p{DI}\p{Bidi_C}\u2800\ufff9-\ufffb]/u;
const bare = /^[\ufe0f\s]*$/u;

/** One line shown to people: trimmed, 1 to `max` characters, no control, invisible or bidi ones. */
export const nameField = (max = 80) =>
  z
    .string("Enter a text.")
    .max(10_000, `At most ${max} characters.`)
    .transform((value) => value.normalize("NFC").trim().replace(/\s+/gu, " "))
    .pipe(
      z
        .string()
        .refine((value) => !bare.test(value), "Enter a name.")
        .refine((value) => [...value].length <= max, `At most ${max} characters.`)
        .refine(
          (value) => !control.test(value) && !hidden.test(value),
          "No control, invisible or text-direction characters.",
        ),
    )
    .meta({ minLength: 1, maxLength: max });

/** Several lines shown to people, possibly none. */
export const textField = (max: number) =>
  z
    .string("Enter a text.")
    .max(100_000, `At most ${max} characters.`)
    .transform((value) => value.normalize("NFC").replace(/\r\n?/g, "\n").trim())
    .pipe(
      z
        .string()
        .refine((value) => [...value].length <= max, `At most ${max} characters.`)
        .refine(
          (value) => !controlButNewline.test(value) && !hidden.test(value),
          "No control, invisible or text-direction characters.",
        ),
    )
    .meta({ maxLength: max });

/** An id in a body. In a path, an id that is not well-formed is simply not found. */
export const idField = <P extends IdPrefix>(prefix: P) =>
  z
    .custom<Id<P>>((value) => isId(prefix, value), `An id beginning with ${prefix}_.`)
    .meta({ type: "string", pattern: idPattern(prefix) });

/** RFC 3339 with a zone, to the millisecond, between 2000 and 9999. */
export const timeField = () =>
  z.iso
    .datetime({ offset: true, error: "A time such as 2027-01-31T00:00:00Z (RFC 3339)." })
    .max(40, "A time such as 2027-01-31T00:00:00Z (RFC 3339).")
    .transform((value) => new Date(value))
    .refine(
      (date) => date.getTime() >= 946_684_800_000 && date.getUTCFullYear() <= 9999,
      "A time between the years 2000 and 9999.",
    );
