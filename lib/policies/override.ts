import type { Transaction } from "@/db/transact";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { type ApplicationRow, findApplication } from "@/lib/applications/find";
import { AppError, type FieldError } from "@/lib/errors";
import { parse } from "@/lib/parse";
import { expectRevision } from "@/lib/revision";
import { type Broken, brokenBy } from "./broken";
import { SetApplicationRules } from "./fields";
import { loadPresent, type Override } from "./load";
import {
  type AllRules,
  bindingRules,
  notUnderstood,
  type OwnRules,
  together,
  untouched,
} from "./load-rules";
import { changedDemands, demandsOf, withRules } from "./merge";
import type { RulesWish } from "./rule-fields";
import { datedNames, loosestRules, type Rules } from "./rules";
import { datesAfter, recordRules, saveRules, startOf, touchPolicies } from "./save-rules";
import { isOff, meant, stricter } from "./strictness";

/**
 * What an application's keys obey: `rules` of its own, `effective` with those of the organization.
 * `revision` is the organization's.
 */
export type ApplicationRules = Override & { effective: Rules; revision: number };

/** The rules of an application. Throws 404, 503, 403. */
export async function getApplicationRules(
  actor: Actor,
  applicationId: unknown,
): Promise<ApplicationRules> {
  authorize(actor, "policy.read");
  return transact(actor, async (tx) => {
    const application = await findApplication(tx, actor, applicationId);
    const { all, revision } = await loadPresent(tx, actor);
    return summary(application, all, revision);
  });
}

/**
 * Sets the rules that an application has besides those of its organization: those named and no
 * others. Every new key obeys them, keys that break what is tightened are stopped from `enforceFrom`
 * on (in 14 days). Throws 404, 412 (`ifRevision`), 422 (also where the organization is stricter),
 * 503, 403.
 */
export async function setApplicationRules(
  actor: Actor,
  applicationId: unknown,
  input: unknown,
  ifRevision?: number,
): Promise<ApplicationRules> {
  authorize(actor, "policy.override");
  const wish = parse(SetApplicationRules, input);
  return change(actor, applicationId, wish, ifRevision);
}

/** Leaves an application to the rules of its organization. Throws 404, 503, 403. */
export async function removeApplicationRules(
  actor: Actor,
  applicationId: unknown,
): Promise<ApplicationRules> {
  authorize(actor, "policy.override");
  return change(actor, applicationId, { rules: {} });
}

/** What `setApplicationRules` would do to the active keys. Changes nothing. Throws as it does. */
export async function previewApplicationRules(
  actor: Actor,
  applicationId: unknown,
  input: unknown,
): Promise<{ broken: Broken }> {
  authorize(actor, "policy.override");
  const wish = parse(SetApplicationRules, input);
  return transact(actor, async (tx) => {
    const application = await findApplication(tx, actor, applicationId);
    const { all } = await loadPresent(tx, actor);
    const now = new Date();
    const { before, after } = rulesAfter(all, application, wish, now);
    const as = (own: OwnRules) => together(all.organization, new Map([[application.id, own]]));
    const change = { before: as(before), after: as(after), excepted: [], now };
    return { broken: await brokenBy(tx, actor, change, application.id) };
  });
}

type Wish = { rules: RulesWish; enforceFrom?: Date | undefined };

function change(actor: Actor, applicationId: unknown, wish: Wish, ifRevision?: number) {
  return transact(actor, async (tx) => {
    const application = await findApplication(tx, actor, applicationId);
    const { all, revision } = await loadPresent(tx, actor, "no key update");
    expectRevision(revision, ifRevision);
    const { before, after } = rulesAfter(all, application, wish, new Date());
    const isSame = changedDemands(before.rules, after.rules).length === 0;
    if (isSame && all.overrides.get(application.id) !== null) {
      return summary(application, all, revision);
    }
    await saveRules(tx, actor, application.id, after.rules, after.enforcedFrom);
    const target = {
      kind: "policy",
      id: application.id,
      name: `Rules of keys of ${application.name}`,
      applicationId: application.id,
    };
    await recordRules(tx, actor, target, before, after);
    return afterwards(tx, actor, application);
  });
}

async function afterwards(tx: Transaction, actor: Actor, application: ApplicationRow) {
  const revision = await touchPolicies(tx, actor);
  const { all } = await loadPresent(tx, actor);
  return summary(application, all, revision);
}

function rulesAfter(
  all: AllRules,
  { id }: ApplicationRow,
  wish: Wish,
  now: Date,
): { before: OwnRules; after: OwnRules } {
  const before = all.overrides.get(id) ?? untouched(loosestRules);
  const rules = withRules(loosestRules, wish.rules);
  const { organization } = all;
  if (organization === null) throw notUnderstood();
  expectStricter(rules, organization.rules);
  const binding = bindingRules(organization, before);
  const start = startOf(wish.enforceFrom, now);
  const dates = datesAfter(binding, meant(stricter(organization.rules, rules)), start);
  const own = datedNames.filter((name) => !isOff(name, meant(rules)) && dates[name]);
  const enforcedFrom = Object.fromEntries(own.map((name) => [name, dates[name]]));
  return { before, after: { ...before, rules, enforcedFrom } };
}

/** Throws 422 with each rule that demands something, and less than the organization does. */
function expectStricter(rules: Rules, organization: Rules): void {
  const ours = new Map(demandsOf(organization).map(({ name, value }) => [name, value]));
  const asked = new Set(changedDemands(loosestRules, rules));
  const errors: FieldError[] = changedDemands(stricter(organization, rules), rules)
    .filter((name) => asked.has(name))
    .map((name) => ({
      path: `rules.${name}`,
      message: `Not looser than the organization, which has ${told(ours.get(name))} here.`,
    }));
  if (errors.length === 0) return;
  throw new AppError("INVALID", "An application may have stricter rules only.", { errors });
}

const told = (value: unknown) => (Array.isArray(value) ? value.join(", ") : String(value));

function summary({ id, name }: ApplicationRow, all: AllRules, revision: number): ApplicationRules {
  const { rules: effective, enforcedFrom } = all.rulesOf(id);
  const rules = all.overrides.get(id)?.wish ?? {};
  return { application: { id, name }, rules, effective, enforcedFrom, revision };
}
