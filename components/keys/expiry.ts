export const expiryChoices = ["7", "30", "60", "90", "365", "date", "never"] as const;
export type ExpiryChoice = (typeof expiryChoices)[number];
export type Expiry = { choice: ExpiryChoice; date: string };

export const usualExpiry: Expiry = { choice: "90", date: "" };

export const expiryOptions: { value: ExpiryChoice; label: string }[] = [
  { value: "7", label: "7 days" },
  { value: "30", label: "30 days" },
  { value: "60", label: "60 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "1 year" },
  { value: "date", label: "On a date" },
  { value: "never", label: "Never" },
];

const day = 86_400_000;

/** When the key ends; a date means the end of that day in the viewer's zone. Null is never. */
export function expiresAt(expiry: Expiry, now: number): Date | null {
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
