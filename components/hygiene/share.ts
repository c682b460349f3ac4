import type { HygieneDay } from "@/lib/hygiene/summary";

/** Keys without findings of a hundred; null where there is no key. */
export const shareOf = ({ keys, clean }: Pick<HygieneDay, "keys" | "clean">): number | null =>
  keys === 0 ? null : (100 * clean) / keys;

/** Never 100 % while one key is not in order, nor 0 % while one is. */
export function shareWords(share: number | null): string {
  if (share === null) return "—";
  const whole = share > 99 && share < 100 ? 99 : share > 0 && share < 1 ? 1 : Math.round(share);
  return `${whole} %`;
}

const dayMs = 86_400_000;
const timeOf = (day: string) => Date.parse(`${day}T00:00:00Z`);

export type SharePoint = { day: string; x: number; share: number; keys: number; clean: number };

/** The days on which there were keys; `x` is 0 at the first day and 100 at the last. */
export function sharePoints(days: readonly HygieneDay[]): SharePoint[] {
  const known = days.filter((day) => day.keys > 0);
  const first = timeOf(known[0]?.day ?? "");
  const span = Math.max(timeOf(known.at(-1)?.day ?? "") - first, dayMs);
  return known.map(({ day, keys, clean }) => ({
    day,
    keys,
    clean,
    x: (100 * (timeOf(day) - first)) / span,
    share: (100 * clean) / keys,
  }));
}
