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

export const choiceParam = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values).optional().catch(undefined);

export const timeParam = z.iso.datetime({ offset: true }).max(40).optional().catch(undefined);
