import { and, asc, desc, eq, sql } from "drizzle-orm";
import { keys } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import type { ApplicationId, KeyId, MemberId } from "@/lib/ids";
import type { Environment } from "@/lib/keys/format";
import { iso } from "@/lib/keys/summary";
import { actorNames } from "@/lib/members/names";
import { activeKeys } from "./active-keys";
import { breachesOf, dayMs, type Exception } from "./breaches";
import { allExceptions } from "./exceptions";
import type { AllRules } from "./load-rules";
import { mightBreakAny } from "./might-break";
import { type Breach, type RuleName, ruleNames } from "./rules";
import { onlyTightened } from "./strictness";

/** An active key that breaks a rule by a change, and did not before. Times are RFC 3339 UTC. */
export type BrokenKey = {
  id: KeyId;
  name: string;
  environment: Environment;
  application: { id: ApplicationId; name: string };
  /** Null for a key that is service-owned. */
  owner: { id: MemberId; name: string } | null;
  lastUsedAt: string | null;
  /** In the last 24 hours. */
  usedToday: boolean;
  breaches: Breach[];
};

/** `total` keys, how many of them break each rule, and those of them that were used last. */
export type Broken = {
  total: number;
  usedToday: number;
  rules: Record<RuleName, number>;
  keys: BrokenKey[];
};

const mostShown = 200;

/** A change of rules: `excepted` are exceptions that are made with it. */
type Change = {
  before: AllRules;
  after: AllRules;
  excepted: readonly (Exception & { keyId: KeyId })[];
  now: Date;
};

/** The active keys that the change breaks, of one application or of all. */
export async function brokenBy(
  tx: Transaction,
  actor: Actor,
  { before, after, excepted, now }: Change,
  applicationId?: ApplicationId,
): Promise<Broken> {
  const exceptions = await allExceptions(tx, actor.organizationId, now);
  for (const { keyId, ...one } of excepted) {
    const others = (exceptions.get(keyId) ?? []).filter(({ rule }) => rule !== one.rule);
    exceptions.set(keyId, [...others, one]);
  }
  const rows = await atRisk(tx, actor, { before, after, now }, applicationId);
  const broken = rows.flatMap((row) => {
    const own = exceptions.get(row.id) ?? [];
    const judge = ({ rulesOf }: AllRules) => {
      const { rules, enforcedFrom } = rulesOf(row.application.id);
      const found = breachesOf(row, rules, enforcedFrom, own, now);
      return found.filter(({ breaksAt }) => breaksAt === null);
    };
    const was = judge(before);
    const breaches = judge(after).filter((breach) => !was.some((one) => covers(one, breach)));
    return breaches.length > 0 ? [{ ...row, breaches }] : [];
  });
  const shown = broken.slice(0, mostShown);
  const names = await actorNames(
    tx,
    actor,
    shown.flatMap(({ ownerId }) => ownerId ?? []),
  );
  const isToday = (time: Date | null) => time !== null && time.getTime() > now.getTime() - dayMs;
  return {
    total: broken.length,
    usedToday: broken.filter(({ lastUsedAt }) => isToday(lastUsedAt)).length,
    rules: countsOf(broken),
    keys: shown.map(({ id, name, environment, application, ownerId, lastUsedAt, breaches }) => ({
      id,
      name,
      environment,
      application,
      owner: ownerId && { id: ownerId, name: names.get(ownerId) ?? "" },
      lastUsedAt: iso(lastUsedAt),
      usedToday: isToday(lastUsedAt),
      breaches,
    })),
  };
}

/** Whether it was as bad before: a key that was only reminded may be stopped now. */
const covers = (before: Breach, after: Breach) =>
  before.rule === after.rule && (before.dueAt !== null || after.dueAt === null);

function countsOf(broken: readonly { breaches: Breach[] }[]): Record<RuleName, number> {
  const count = (rule: RuleName) =>
    broken.filter(({ breaches }) => breaches.some((one) => one.rule === rule)).length;
  return Object.fromEntries(ruleNames.map((rule) => [rule, count(rule)])) as Record<
    RuleName,
    number
  >;
}

/** The active keys that what is tightened might break, those used last first. */
async function atRisk(
  tx: Transaction,
  actor: Actor,
  { before, after, now }: Omit<Change, "excepted">,
  applicationId?: ApplicationId,
) {
  const tighter = (id: ApplicationId) =>
    onlyTightened(before.rulesOf(id).rules, after.rulesOf(id).rules);
  return activeKeys(
    tx,
    actor,
    and(applicationId && eq(keys.applicationId, applicationId), mightBreakAny(after, now, tighter)),
  ).orderBy(sql`${keys.lastUsedAt} desc nulls last`, asc(keys.name), desc(keys.id));
}
