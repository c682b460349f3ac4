export type ExpiryChoice = "7" | "30" | "60" | "90" | "365" | "date" | "never" | "keep";
/** `kept` is the end that a key has already, for the choice to keep it. */
export type Expiry = { choice: ExpiryChoice; date: string; kept?: string | null };

export const usualExpiry: Expiry = { choice: "90", date: "" };

const presets: { value: ExpiryChoice; label: string; days: number }[] = [
  { value: "7", label: "7 days", days: 7 },
  { value: "30", label: "30 days", days: 30 },
  { value: "60", label: "60 days", days: 60 },
  { value: "90", label: "90 days", days: 90 },
  { value: "365", label: "1 year", days: 365 },
];

const day = 86_400_000;

/** What policy allows: the latest end, null for any, and whether a key needs none. */
export type ExpiryBounds = { latest: number | null; never: boolean };

const fits = (days: number, { latest }: ExpiryBounds, now: number) =>
  latest === null || now + days * day <= latest + 60_000;

/** What policy allows to choose. `keep` is what to call the end that a key has already. */
export function expiriesWithin(bounds: ExpiryBounds, now: number, keep?: string) {
  const options = presets.filter(({ days }) => fits(days, bounds, now));
  return [
    ...(keep ? [{ value: "keep" as const, label: keep }] : []),
    ...options.map(({ value, label }) => ({ value, label })),
    { value: "date" as const, label: "On a date" },
    ...(bounds.never ? [{ value: "never" as const, label: "Never" }] : []),
  ];
}

/** What there is to choose where no policy binds. */
export const expiryOptions: { value: ExpiryChoice; label: string }[] = expiriesWithin(
  { latest: null, never: true },
  0,
);

/** The choice, or the longest preset that policy allows in its place. */
export function withinBounds(expiry: Expiry, bounds: ExpiryBounds, now: number): Expiry {
  if (expiriesWithin(bounds, now, "kept").some(({ value }) => value === expiry.choice))
    return expiry;
  const longest = presets.filter(({ days }) => days <= 90 && fits(days, bounds, now)).at(-1);
  if (longest) return { ...expiry, choice: longest.value };
  return { ...expiry, choice: "date", date: lastDay(bounds) ?? localDay(now) };
}

/** The last day that ends in time, as a date field has it. */
export const lastDay = ({ latest }: ExpiryBounds): string | undefined =>
  latest === null ? undefined : localDay(latest - day);

const two = (number: number) => String(number).padStart(2, "0");

/** The day in the viewer's zone, as a date field has it. */
export function localDay(time: number): string {
  const date = new Date(time);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The minute in the viewer's zone, as a date and time field has it; empty for null. */
export function localMinute(time: string | null): string {
  if (time === null) return "";
  const date = new Date(time);
  return `${localDay(date.getTime())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** What such a field holds, as the verb takes it. */
export function minuteInput(text: string): string | null {
  if (text === "") return null;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : date.toISOString();
}

/** When the key ends; a date means the end of that day in the viewer's zone. Null is never. */
export function expiresAt(expiry: Expiry, now: number): Date | null {
  if (expiry.choice === "keep") return expiry.kept ? new Date(expiry.kept) : null;
  if (expiry.choice === "never") return null;
  if (expiry.choice === "date") return new Date(`${expiry.date}T23:59:59.999`);
  return new Date(now + Number(expiry.choice) * day);
}

/** As the verb takes it; a missing date stays wrong, so that the verb says so at the field. */
export function expiryInput(expiry: Expiry, now: number): string | null {
  const end = expiresAt(expiry, now);
  if (!end) return null;
  return Number.isNaN(end.getTime()) ? "" : end.toISOString();
}

const soon = 7 * day;

export const endsSoon = (end: string | null, now: number): boolean =>
  end !== null && new Date(end).getTime() - now < soon;
