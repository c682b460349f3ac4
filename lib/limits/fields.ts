import { z } from "zod";

/**
 * With these bounds a rate limit's weight, `limit` times its period in milliseconds, stays below
 * 2^53, and with it everything that is counted.
 */
const mostPerPeriod = 100_000_000;
const longestSeconds = 86_400;
const mostRateLimits = 8;
const mostPerQuota = 1_000_000_000_000;

const name = /^[a-z][a-z0-9-]{0,31}$/;
const whole = (most: number, least = 1) => {
  const words = `A whole number from ${least} to ${most}.`;
  return z.number(words).int(words).min(least, words).max(most, words);
};

const distinct = (list: { name: string }[]) =>
  new Set(list.map((limit) => limit.name)).size === list.length;

const nameWords =
  "A name of small letters, digits and hyphens, beginning with a letter, at most 32 characters.";

/** `[{name, limit, seconds}]`: a burst of at most `limit`, refilled evenly within `seconds`. */
export const rateLimitsField = () =>
  z
    .array(
      z.strictObject(
        {
          name: z.string(nameWords).regex(name, nameWords),
          limit: whole(mostPerPeriod),
          seconds: whole(longestSeconds),
        },
        "An object with name, limit and seconds.",
      ),
      "A list of rate limits.",
    )
    .max(mostRateLimits, `At most ${mostRateLimits} rate limits.`)
    .refine(distinct, "Each rate limit needs a name of its own.");

/** `{limit, period}`: at most `limit` per day or month, UTC. */
export const quotaField = () =>
  z
    .strictObject(
      { limit: whole(mostPerQuota), period: z.enum(["day", "month"], "One of day, month.") },
      "An object with limit and period, or null.",
    )
    .nullable();

/** The columns of a key that hold its limits, strictly. */
export const LimitColumns = z
  .object({
    rateLimits: z
      .array(
        z.strictObject({
          name: z.string().regex(name),
          limit: whole(mostPerPeriod),
          periodMs: whole(longestSeconds * 1000, 1000),
        }),
      )
      .max(mostRateLimits)
      .refine(distinct)
      .nullable(),
    quotaLimit: whole(mostPerQuota).nullable(),
    quotaPeriod: z.enum(["day", "month"]).nullable(),
  })
  .refine(({ quotaLimit, quotaPeriod }) => (quotaLimit === null) === (quotaPeriod === null));
