import { z } from "zod";
import { ceilings, environments } from "@/db/schema";
import { roleNames } from "@/lib/access/rights";
import { idField } from "@/lib/fields";
import { answerOf, named, revision, text, time, whole } from "@/lib/openapi/answer";
import type { ExceptedKey } from "@/lib/policies/except-key";
import type { ExceptionSummary } from "@/lib/policies/exception-items";
import type { Policies } from "@/lib/policies/load";
import type { ApplicationRules } from "@/lib/policies/override";
import type { PolicyPreview } from "@/lib/policies/preview";
import { RulesWish } from "@/lib/policies/rule-fields";
import {
  type Breach,
  datedNames,
  kinds,
  type Rules as RulesShape,
  ruleNames,
} from "@/lib/policies/rules";
import type { Effect } from "@/lib/verification/settle";
import { Environment, effectFields } from "./applications";
import { Role } from "./members";

const everywhere = <S extends z.ZodType>(cell: S) =>
  z.object({ development: cell, staging: cell, production: cell });

const amount = () => whole().nullable();

const Rules = answerOf<RulesShape>()(
  "Rules",
  z.object({
    maxLifetimeDays: everywhere(amount()).meta({
      description: "From a key's making to its end; null for any.",
    }),
    neverAllowed: everywhere(z.boolean()).meta({
      description: "Where a key needs no end, unless its lifetime has a bound.",
    }),
    rotateEveryDays: amount(),
    rotationEnforced: z.boolean().meta({
      description: "Whether a key that was not rotated in time is disabled.",
    }),
    maxActiveKeys: everywhere(amount()).meta({
      description: "Of one application; a pair that is being rotated counts once.",
    }),
    kinds: z.array(z.enum(kinds)),
    networksRequired: everywhere(z.boolean()),
    approvalRequired: everywhere(z.boolean()).meta({
      description: "Where a developer needs an approval for each key.",
    }),
    disableIdleDays: amount(),
    revokeDisabledDays: amount().meta({
      description: "When a key that a policy has disabled is revoked.",
    }),
    departedOwner: z.enum(["ask", "service-owned", "quarantine", "revoke"]).meta({
      description: "What becomes of the keys of a removed member where nobody says so.",
    }),
  }),
);

const Rule = named("Rule", z.enum(ruleNames));

const enforcedFrom = z.partialRecord(z.enum(datedNames), time()).meta({
  description:
    "By demand, as lifetime.production or idle: when keys are disabled that broke it when it was tightened. Rotation is due by both of rotation and rotationEnforced. revoke: when disabled keys are revoked.",
});

const override = {
  application: z.object({ id: idField("app"), name: text() }),
  rules: RulesWish.nullable().meta({
    description: "Its own rules; null where they can't be understood.",
  }),
  enforcedFrom,
};

const fields = {
  ceilings: z
    .record(z.enum(roleNames), z.record(z.enum(environments), z.enum(ceilings)))
    .meta({ description: "How much of its application's grants a key may use, by its owner." }),
  rules: Rules,
  enforcedFrom,
  overrides: z.array(z.object(override)).meta({
    description: "The applications that have rules of their own besides.",
  }),
  revision: revision(),
};

export const PolicySettings = answerOf<Policies>()("Policies", z.object(fields));

export const ChangedPolicies = answerOf<Policies & Effect>()(
  "ChangedPolicies",
  z.object({ ...fields, ...effectFields }),
);

const Broken = named(
  "BrokenKeys",
  z.object({
    total: whole(),
    usedToday: whole().meta({ description: "How many of them were used in the last 24 hours." }),
    rules: z.record(z.enum(ruleNames), whole()).meta({
      description: "By rule: how many of them break it.",
    }),
    keys: z
      .array(
        z.object({
          id: idField("key"),
          name: text(),
          environment: Environment,
          application: z.object({ id: idField("app"), name: text() }),
          owner: z.object({ id: idField("mem"), name: text() }).nullable(),
          lastUsedAt: time().nullable(),
          usedToday: z.boolean(),
          breaches: z.array(
            answerOf<Breach>()(
              "Breach",
              z.object({
                rule: Rule,
                words: text(),
                breaksAt: time().nullable().meta({
                  description: "When it will break the rule; null where it does so now.",
                }),
                dueAt: time().nullable().meta({
                  description: "When it is disabled; null where people are reminded only.",
                }),
                exceptUntil: time().nullable(),
              }),
            ),
          ),
        }),
      )
      .meta({ description: "Those of them that were used last, at most 200." }),
  }),
);

export const ApplicationPolicies = answerOf<ApplicationRules>()(
  "ApplicationPolicies",
  z.object({
    ...override,
    effective: Rules.meta({ description: "Together with the organization's." }),
    revision: revision(),
  }),
);

const exception = {
  id: text().meta({ description: "As in its path." }),
  key: z.object({ id: idField("key"), name: text(), environment: Environment }),
  application: z.object({ id: idField("app"), name: text() }),
  rule: Rule,
  until: time(),
  reason: text(),
  createdAt: time(),
  createdBy: text(),
  createdByName: text(),
};

export const PolicyException = answerOf<ExceptionSummary>()("PolicyException", z.object(exception));

export const ExceptedKeyAnswer = answerOf<ExceptedKey>()(
  "ExceptedKey",
  z.object({ ...exception, revision: revision() }),
);

export const Preview = answerOf<PolicyPreview>()(
  "PolicyPreview",
  z.object({
    narrowed: z.object({
      total: whole(),
      keys: z
        .array(
          z.object({
            id: idField("key"),
            name: text(),
            environment: Environment,
            application: z.object({ id: idField("app"), name: text() }),
            owner: z.object({ id: idField("mem"), name: text(), role: Role }),
            grantsLost: whole(),
            lastUsedAt: time().nullable(),
          }),
        )
        .meta({ description: "Those of them that were used last, at most 20." }),
    }),
    broken: Broken,
  }),
);
