import { z } from "zod";

/** A type as it looks in JSON: intersections and readonly are no difference. */
type Plain<T> = T extends readonly (infer E)[]
  ? Plain<E>[]
  : T extends object
    ? { -readonly [K in keyof T]: Plain<T[K]> }
    : T;

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

type Unequal<A, B> = {
  [K in keyof A | keyof B]: K extends keyof A & keyof B
    ? Equal<Plain<A[K]>, Plain<B[K]>> extends true
      ? never
      : K
    : K;
}[keyof A | keyof B];

type Describes<T, S extends z.ZodType> =
  Equal<Plain<z.output<S>>, Plain<T>> extends true
    ? unknown
    : { "is not answered so": Unequal<T, z.output<S>> };

/**
 * The schema of an answer under its name in the API's description. Does not compile where it
 * differs from `T`, which the verb gives: `answerOf<KeySummary>()("Key", z.object({ … }))`.
 */
export const answerOf =
  <T>() =>
  <S extends z.ZodType>(id: string, schema: S & Describes<T, S>): S =>
    schema.meta({ id });

/** A part of answers that has a name of its own in the description. */
export const named = <S extends z.ZodType>(id: string, schema: S): S => schema.meta({ id });

export const text = () => z.string();

/** RFC 3339 UTC with milliseconds. */
export const time = () => z.string().meta({ format: "date-time" });

export const whole = () => z.number().meta({ type: "integer" });

/** What `If-Match` takes as an ETag, unquoted. */
export const revision = () =>
  z.number().meta({ type: "integer", minimum: 1, description: "Raised by each change; the ETag." });

/** One page of a list. */
export const pageOf = <S extends z.ZodType>(item: S) =>
  z.object({
    data: z.array(item),
    nextCursor: z
      .string()
      .nullable()
      .meta({ description: "Send it as after to get the next page; null on the last one." }),
    total: z.number().meta({ type: "integer", minimum: 0, description: "On all pages together." }),
  });
