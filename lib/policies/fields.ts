import { z } from "zod";
import { ceilings } from "@/db/schema/policies";
import { idField, textField, timeField } from "@/lib/fields";
import { pageFields } from "@/lib/page";
import { dayMs } from "./breaches";
import { ApplicationRulesWish, RulesWish } from "./rule-fields";
import { ruleNames } from "./rules";

const furthestDays = 366;

const ceiling = () => z.enum(ceilings, `One of ${ceilings.join(", ")}.`).optional();

const byEnvironment = () =>
  z
    .strictObject(
      { development: ceiling(), staging: ceiling(), production: ceiling() },
      "A ceiling by environment.",
    )
    .optional();

const ruleField = () => z.enum(ruleNames, `One of ${ruleNames.join(", ")}.`);

const isNear = (time: Date) => time.getTime() <= Date.now() + furthestDays * dayMs;

/** Earlier on the same day is meant as now. */
const enforceFromField = () =>
  timeField()
    .refine((time) => time.getTime() > Date.now() - dayMs, "Now or later.")
    .refine(isNear, "At most a year ahead.")
    .optional();

const exceptionFields = {
  until: timeField()
    .refine((time) => time.getTime() > Date.now(), "A time in the future.")
    .refine(isNear, "At most a year ahead."),
  reason: textField(500).pipe(z.string().min(1, "Say why.")),
};

/** What is named is replaced; what is not named stays. */
export const SetPolicies = z.strictObject({
  ceilings: z
    .strictObject(
      {
        owner: byEnvironment(),
        admin: byEnvironment(),
        developer: byEnvironment(),
        auditor: byEnvironment(),
      },
      "Ceilings by role.",
    )
    .default({}),
  rules: RulesWish.default({}),
  enforceFrom: enforceFromField(),
  exceptions: z
    .array(
      z.strictObject({ keyId: idField("key"), rule: ruleField(), ...exceptionFields }),
      "A list of exceptions.",
    )
    .max(200, "At most 200 exceptions at once.")
    .refine(
      (all) => new Set(all.map(({ keyId, rule }) => `${keyId} ${rule}`)).size === all.length,
      "Name each key once for a rule.",
    )
    .default([]),
});

/** All rules that an application has besides those of its organization. */
export const SetApplicationRules = z.strictObject({
  rules: ApplicationRulesWish,
  enforceFrom: enforceFromField(),
});

/** Until when a key is excepted, and why. */
export const ExceptionTerms = z.strictObject(exceptionFields);

export const ExceptKey = ExceptionTerms.extend({ rule: ruleField() });

export const EndException = z.strictObject({ rule: ruleField() });

export const ListExceptions = z.strictObject(pageFields);
