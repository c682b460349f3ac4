import { z } from "zod";
import { kinds } from "./rules";

const mostDays = 3650;
const mostKeys = 10_000;

const upTo = (most: number) => {
  const words = `A whole number from 1 to ${most}, or null.`;
  return z.number(words).int(words).min(1, words).max(most, words).nullable().optional();
};

const days = () => upTo(mostDays);
const flag = () => z.boolean("One of true, false.").optional();

const byEnvironment = <S extends z.ZodType>(cell: () => S) =>
  z
    .strictObject({ development: cell(), staging: cell(), production: cell() }, "By environment.")
    .optional();

const overridable = {
  maxLifetimeDays: byEnvironment(days),
  neverAllowed: byEnvironment(flag),
  rotateEveryDays: days(),
  rotationEnforced: flag(),
  maxActiveKeys: byEnvironment(() => upTo(mostKeys)),
  kinds: z
    .array(z.enum(kinds, `One of ${kinds.join(", ")}.`), "A list of kinds.")
    .min(1, "Allow at least one kind.")
    .refine((all) => new Set(all).size === all.length, "Name each kind once.")
    .optional(),
  networksRequired: byEnvironment(flag),
  approvalRequired: byEnvironment(flag),
  disableIdleDays: days(),
};

/** Rules of one application: those that keys can be judged by. */
export const ApplicationRulesWish = z.strictObject(overridable, "Rules by name.");

const fates = ["ask", "service-owned", "quarantine", "revoke"] as const;

/** Some of the rules of an organization, and of those by environment some environments. */
export const RulesWish = z.strictObject(
  {
    ...overridable,
    revokeDisabledDays: days(),
    departedOwner: z.enum(fates, `One of ${fates.join(", ")}.`).optional(),
  },
  "Rules by name.",
);
export type RulesWish = z.output<typeof RulesWish>;
