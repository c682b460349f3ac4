/** One verification as its client saw it. Times are the machine's wall clock in milliseconds. */
export type Operation = {
  gate: string;
  /** What was asked: a key, or a service token. */
  subject: string;
  start: number;
  end: number;
  /** The verdict's code, or `HTTP 503`, or `none` where no answer came. */
  code: string;
};

/** From `effectiveAt` on, no verification of `subject` may be accepted. */
export type Cut = { subject: string; effectiveAt: number };

/** The verifications that started when their subject was cut off already, and were accepted. */
export function lateAccepts(history: readonly Operation[], cuts: readonly Cut[]): Operation[] {
  const ends = new Map<string, number>();
  for (const { subject, effectiveAt } of cuts) {
    ends.set(subject, Math.min(effectiveAt, ends.get(subject) ?? effectiveAt));
  }
  return history.filter(({ subject, start, code }) => {
    const end = ends.get(subject);
    return code === "VALID" && end !== undefined && start >= end;
  });
}

/** The value that `share` of the sorted list does not exceed (nearest rank); 0 of an empty list. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
