import type { Overlap } from "@/lib/keys/fields";

export type Activation = "now" | "first-use";

export const overlapOptions: { value: Overlap; label: string; ms: number }[] = [
  { value: "0s", label: "No time", ms: 0 },
  { value: "1h", label: "1 hour", ms: 3_600_000 },
  { value: "24h", label: "24 hours", ms: 86_400_000 },
  { value: "72h", label: "72 hours", ms: 259_200_000 },
  { value: "168h", label: "7 days", ms: 604_800_000 },
];

const labelOf = (overlap: Overlap) =>
  overlapOptions.find(({ value }) => value === overlap)?.label ?? overlap;

/** When the old key stops if its clock starts now: after the overlap, never past its own end. */
export function retirement(overlap: Overlap, expiresAt: string | null, now: number): Date {
  const ms = overlapOptions.find(({ value }) => value === overlap)?.ms ?? 0;
  const end = now + ms;
  return new Date(expiresAt === null ? end : Math.min(end, Date.parse(expiresAt)));
}

/** What becomes of the old key. */
export function overlapWords(overlap: Overlap, activation: Activation): string {
  if (activation === "now")
    return overlap === "0s"
      ? "The old key is revoked at once: its callers are refused until they have the new one."
      : `Both keys work for ${labelOf(overlap)}. Then the old one is revoked.`;
  return overlap === "0s"
    ? "Both keys work until the new one is first used. Then the old one is revoked at once."
    : `Both keys work until ${labelOf(overlap)} after the new one is first used. Then the old one is revoked.`;
}
