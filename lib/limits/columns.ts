import type { z } from "zod";
import type { Limits } from "@/lib/verification/services";
import { LimitColumns, type quotaField, type rateLimitsField } from "./fields";

type Columns = z.output<typeof LimitColumns>;

/** The limits of a key as screens and the management API show them. */
export type LimitSummary = {
  rateLimits: z.output<ReturnType<typeof rateLimitsField>>;
  quota: z.output<ReturnType<typeof quotaField>>;
};

/** The limits that a key's columns hold, null for none; undefined where they can't be understood. */
export function limitsIn(row: unknown): Limits | null | undefined {
  const { data } = LimitColumns.safeParse(row);
  return data && limitsOf(data);
}

export function limitsOf({ rateLimits, quotaLimit, quotaPeriod }: Columns): Limits | null {
  const quota =
    quotaLimit === null || quotaPeriod === null ? null : { limit: quotaLimit, period: quotaPeriod };
  return quota || rateLimits?.length ? { rateLimits: rateLimits ?? [], quota } : null;
}

/** None where the columns can't be understood: such a key is refused anyway. */
export function summarizeLimits(row: unknown): LimitSummary {
  const limits = limitsIn(row);
  const rateLimits = (limits?.rateLimits ?? []).map(({ name, limit, periodMs }) => ({
    name,
    limit,
    seconds: periodMs / 1000,
  }));
  return { rateLimits, quota: limits?.quota ?? null };
}

/** The columns of those limits, of which one may be left as it is. */
export function limitColumns({ rateLimits, quota }: Partial<LimitSummary>): Partial<Columns> {
  return {
    ...(rateLimits && {
      rateLimits:
        rateLimits.length === 0
          ? null
          : rateLimits.map(({ name, limit, seconds }) => ({
              name,
              limit,
              periodMs: seconds * 1000,
            })),
    }),
    ...(quota !== undefined && {
      quotaLimit: quota?.limit ?? null,
      quotaPeriod: quota?.period ?? null,
    }),
  };
}
