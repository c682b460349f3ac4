import { z } from "zod";

export type PageInput<P = unknown> = {
  params: Promise<{ org: string } & P>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** Pieces for a page's query string: what can't be understood is left out, never an error. */
export const pageParam = z.coerce.number().int().min(1).max(100_000).catch(1);

export const textParam = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u)
  .optional()
  .catch(undefined);

export const choiceParam = <const T extends readonly string[]>(values: T) =>
  z.enum(values).optional().catch(undefined);

export const idParam = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,100}$/)
  .optional()
  .catch(undefined);

export const timeParam = z.iso
  .datetime({ offset: true })
  .refine((value) => Date.parse(value) >= Date.UTC(2000))
  .optional()
  .catch(undefined);
