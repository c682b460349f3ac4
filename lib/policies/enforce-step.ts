import type { KeyRow } from "@/lib/keys/summary";
import { dayMs } from "./breaches";
import { type Reminded, type Reminder, remindersOf } from "./remind";
import type { Breach } from "./rules";

/** Who disables a key in the name of a policy, as its `statusBy` tells. */
export const enforcer = "enforce-policies";

/** What policy demands to be done to a key now. */
export type Step =
  | { what: "disable" | "revoke"; breach: Breach }
  | { what: "remind"; reminders: Reminder[] };

type Stepped = Reminded & Pick<KeyRow, "status" | "statusBy" | "statusSince">;

/**
 * The next step, if it is time: an active key is disabled for the rule that it was to obey first; a
 * key that was disabled so is revoked `revokeDays` after, where it still breaks a rule.
 */
export function stepOf(
  key: Stepped,
  breaches: readonly Breach[],
  revokeDays: number | null,
  now: Date,
): Step | null {
  const overdue = breaches
    .filter(({ dueAt }) => dueAt !== null && Date.parse(dueAt) <= now.getTime())
    .sort((a, b) => Date.parse(a.dueAt ?? "") - Date.parse(b.dueAt ?? ""));
  const [breach] = overdue;
  if (key.status === "active") {
    if (breach) return { what: "disable", breach };
    const reminders = remindersOf(key, breaches, now);
    return reminders.length > 0 ? { what: "remind", reminders } : null;
  }
  if (key.status !== "disabled" || key.statusBy !== enforcer || !breach) return null;
  if (revokeDays === null || key.statusSince === null) return null;
  const ends = key.statusSince.getTime() + revokeDays * dayMs;
  return ends <= now.getTime() ? { what: "revoke", breach } : null;
}
