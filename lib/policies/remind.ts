import type { KeyRow } from "@/lib/keys/summary";
import { dayMs } from "./breaches";
import type { Breach, RuleName } from "./rules";

/** So many days before a key is stopped, or ends, its people are told. */
export const reminderDays = [30, 14, 7, 1] as const;

/** `expiry`: the key's own end, not a policy's. */
export type Reminder = {
  rule: RuleName | "expiry";
  dueAt: Date;
  /** One of `reminderDays`: each is told of once. */
  step: number;
  /** Those that are really left, begun ones counted. */
  daysLeft: number;
};

export type Reminded = Pick<KeyRow, "createdAt" | "expiresAt" | "retiresAt"> & {
  isReplaced: boolean;
};

/**
 * What the people of an active key are to be told of at `now`, told before or not: of each deadline
 * the nearest step only. Of an end that was set for a key at its making, no step before that.
 */
export function remindersOf(key: Reminded, breaches: readonly Breach[], now: Date): Reminder[] {
  const ends = Math.min(timeOf(key.expiresAt), timeOf(key.retiresAt));
  const found = breaches.flatMap(({ rule, dueAt, breaksAt }) => {
    const due = dueAt ?? breaksAt;
    return due === null || Date.parse(due) >= ends ? [] : reminder(rule, new Date(due), now);
  });
  if (key.expiresAt === null || timeOf(key.expiresAt) > ends || key.isReplaced) return found;
  const expiry = reminder("expiry", key.expiresAt, now).filter(
    ({ step }) => timeOf(key.expiresAt) - step * dayMs >= key.createdAt.getTime(),
  );
  return [...found, ...expiry];
}

const timeOf = (time: Date | null) => time?.getTime() ?? Number.POSITIVE_INFINITY;

function reminder(rule: Reminder["rule"], dueAt: Date, now: Date): Reminder[] {
  const left = (dueAt.getTime() - now.getTime()) / dayMs;
  const step = reminderDays.findLast((days) => left <= days);
  if (left <= 0 || step === undefined) return [];
  return [{ rule, dueAt, step, daysLeft: Math.ceil(left) }];
}

/** What tells a reminder from others of the same key. */
export const markOf = (
  keyId: string,
  { rule, dueAt, step }: Pick<Reminder, "rule" | "dueAt" | "step">,
): string => `${keyId} ${rule} ${dueAt.getTime()} ${step}`;
