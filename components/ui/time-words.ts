const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["week", 7 * 86_400],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** "3 minutes ago", "in 2 days"; "just now" within 45 seconds. */
export function relativeTime(date: Date, now: number): string {
  const seconds = (date.getTime() - now) / 1000;
  const size = Math.abs(seconds);
  if (size < 45) return "just now";
  for (const [unit, length] of steps)
    if (size >= length) return relative.format(Math.trunc(seconds / length), unit);
  return relative.format(Math.sign(seconds), "minute");
}

/** "21 Nov 2026, 12:03" in that zone. */
export function absoluteTime(date: Date, timeZone: string, dateOnly = false): string {
  return new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    ...(dateOnly ? {} : { hour: "2-digit", minute: "2-digit" }),
    timeZone,
  }).format(date);
}

/** "21 Nov 2026, 12:03:05 CET (Europe/Vienna)". */
export function zonedTime(date: Date, timeZone: string): string {
  const text = new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
    timeZone,
  }).format(date);
  return timeZone === "UTC" ? text : `${text} (${timeZone})`;
}
