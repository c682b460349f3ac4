const hourMs = 3_600_000;
const dayHours = 24;
const weekHours = 168;

/** So many whole hours show the rhythm of a week, and how its last day differs from a week ago. */
export const rhythmHours = weekHours + dayHours;

/** At most so many times what came a week before is foreseen. */
const mostGrowth = 4;

export type Forecast = {
  /** What it is foreseen by: the week before hour by hour, or the mean of the last 24 hours. */
  by: "week" | "day";
  /** When the limit is reached; null where that isn't before the period ends. */
  reachedAt: Date | null;
  /** What will have been used when the period ends, were there no limit. */
  expected: number;
};

/**
 * How a quota will be used until its period ends. `hours`: the costs of the whole hours (UTC) before
 * the present one, the oldest first, as far as there was a key. Null where there is no whole hour.
 */
export function forecast(
  { used, limit, now, endsAt }: { used: number; limit: number; now: Date; endsAt: Date },
  hours: readonly number[],
): Forecast | null {
  if (hours.length === 0) return null;
  const pace = paceOf(hours);
  const ends = endsAt.getTime();
  let [at, sum, reachedAt] = [now.getTime(), used, null as Date | null];
  const hour = Math.floor(at / hourMs) * hourMs;
  for (let ahead = 0; at < ends; ahead++) {
    const until = Math.min(ends, hour + (ahead + 1) * hourMs);
    const more = (pace.in(ahead) * (until - at)) / hourMs;
    if (!reachedAt && sum < limit && sum + more >= limit) {
      reachedAt = new Date(at + ((limit - sum) / more) * (until - at));
    }
    sum += more;
    at = until;
  }
  return { by: pace.by, reachedAt, expected: Math.round(sum) };
}

/** What comes in the hour that is so many ahead of the present one. */
function paceOf(hours: readonly number[]): { by: Forecast["by"]; in: (ahead: number) => number } {
  const sum = (from: number, to?: number) =>
    hours.slice(from, to).reduce((total, cost) => total + cost, 0);
  const lastDay = sum(-dayHours);
  const weekAgo = hours.length < rhythmHours ? 0 : sum(-rhythmHours, -weekHours);
  if (weekAgo === 0) {
    const mean = lastDay / Math.min(hours.length, dayHours);
    return { by: "day", in: () => mean };
  }
  const growth = Math.min(mostGrowth, lastDay / weekAgo);
  const week = hours.slice(-weekHours);
  return { by: "week", in: (ahead) => (week[ahead % weekHours] ?? 0) * growth };
}
