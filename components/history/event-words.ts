import type { UsageEvent } from "@/lib/usage/summary";

/** The public start of a shared key, enough to recognise it: "pcl_live_5Hq3…". */
export const keyStart = (sharedKey: string) =>
  sharedKey.replace(/^((?:[a-z0-9]+_)+[0-9A-Za-z]{4})[0-9A-Za-z]+$/, "$1…");

/** "1 of about 40" for a sample; null where the row stands for itself. */
export const sampleWords = ({ oneOf }: Pick<UsageEvent, "oneOf">) =>
  oneOf > 1 ? `1 of about ${oneOf.toLocaleString("en")}` : null;

const formats = new Map<string, { clock: Intl.DateTimeFormat; day: Intl.DateTimeFormat }>();

function formatsOf(timeZone: string) {
  const known = formats.get(timeZone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    timeZone,
  });
  const day = new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone,
  });
  const made = { clock, day };
  formats.set(timeZone, made);
  return made;
}

/** "12:03:04.083" in that zone. */
export const clockWords = (at: string, zone: string) => formatsOf(zone).clock.format(new Date(at));

/** "21 Nov 2026" in that zone. */
export const dayWords = (at: string, zone: string) => formatsOf(zone).day.format(new Date(at));

/** "12:03" of the same day in that zone, otherwise "20 Nov 2026, 12:03". */
export function momentWords(at: string, zone: string, now: number): string {
  const minute = clockWords(at, zone).slice(0, 5);
  const day = dayWords(at, zone);
  return day === dayWords(new Date(now).toISOString(), zone) ? minute : `${day}, ${minute}`;
}
