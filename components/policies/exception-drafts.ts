import type { RuleName } from "@/lib/policies/rules";

/** An exception as a form holds it; `until` is a day, as a date field gives it. */
export type ExceptionDraft = { until: string; reason: string };

/** By key and rule. */
export type ExceptionDrafts = Readonly<Record<string, ExceptionDraft>>;

export const exceptionId = (keyId: string, rule: RuleName): string => `${keyId} ${rule}`;

/** The end of that day in the viewer's zone; a missing day stays wrong, so that the verb says so. */
export function endOfDay(date: string): string {
  const end = new Date(`${date}T23:59:59.999`);
  return Number.isNaN(end.getTime()) ? "" : end.toISOString();
}

/** The day so many days from now, as a date field takes it. */
export function dayAhead(now: number, days: number): string {
  const day = new Date(now + days * 86_400_000);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** As `setPolicies` takes them, in the order of `paths`. */
export const exceptionsInput = (drafts: ExceptionDrafts) =>
  Object.entries(drafts).map(([id, { until, reason }]) => {
    const [keyId, rule] = id.split(" ");
    return { keyId, rule, until: endOfDay(until), reason };
  });

/** Where the verb names that exception in its errors. */
export const exceptionPath = (drafts: ExceptionDrafts, id: string): string =>
  `exceptions.${Object.keys(drafts).indexOf(id)}`;
