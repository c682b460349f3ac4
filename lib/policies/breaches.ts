import { isOver } from "@/lib/keys/state";
import type { KeyRow } from "@/lib/keys/summary";
import { statusAt } from "@/lib/keys/summary";
import type { Breach, DatedName, EnforcedFrom, RuleName, Rules } from "./rules";

/** What rules are about in a key: its row has them. */
export type KeyFacts = Pick<
  KeyRow,
  | "createdAt"
  | "notBefore"
  | "expiresAt"
  | "environment"
  | "kind"
  | "allowedNetworks"
  | "lastUsedAt"
  | "status"
  | "retiresAt"
>;

/** That a key may break a rule until then. */
export type Exception = { rule: string; until: Date };

export const dayMs = 24 * 3_600_000;
/** By how much the clock of who chose an end may be ahead. */
export const slackMs = 5 * 60_000;
const headStartDays = 30;

/** For how many days before it is due a rule that time brings is told of. */
export const headStart = (days: number): number => Math.min(headStartDays, days / 2);

type Found = { rule: RuleName; words: string; breaksAt: number; reminds?: boolean };

/**
 * The rules that a key breaks, and those that it will soon break by age or idleness. Where one is
 * excepted, it is listed with the end of its exception. None where the key is over. By a time that
 * is none, as `-infinity`, nothing is judged. Never throws.
 */
export function breachesOf(
  key: KeyFacts,
  rules: Rules,
  enforcedFrom: EnforcedFrom,
  exceptions: readonly Exception[],
  now: Date,
): Breach[] {
  if (isOver(statusAt(key, now))) return [];
  const found = [...brokenFromTheStart(key, rules), ...brokenInTime(key, rules, now)];
  return found.map(({ rule, words, breaksAt, reminds }) => {
    const exception = exceptions.find((one) => one.rule === rule && one.until > now);
    const dates = datesOf(rule, key).map((name) => Date.parse(enforcedFrom[name] ?? ""));
    const due = Math.max(...[breaksAt, ...dates, Number(exception?.until)].filter(Number.isFinite));
    return {
      rule,
      words,
      breaksAt: breaksAt > now.getTime() ? new Date(breaksAt).toISOString() : null,
      dueAt: reminds ? null : new Date(due).toISOString(),
      exceptUntil: exception?.until.toISOString() ?? null,
    };
  });
}

/** What has to be enforced before a key is stopped for a rule. */
function datesOf(rule: RuleName, { environment }: KeyFacts): DatedName[] {
  if (rule === "lifetime" || rule === "never" || rule === "networks") {
    return [`${rule}.${environment}`];
  }
  return rule === "rotation" ? ["rotation", "rotationEnforced"] : [rule];
}

/** Whether it is a time that there is: the database also knows `infinity`. */
const isTime = (time: Date | null): time is Date => Number.isFinite(time?.getTime());

function brokenFromTheStart(key: KeyFacts, rules: Rules): Found[] {
  const { environment, expiresAt, createdAt, kind } = key;
  const breaksAt = isTime(createdAt) ? createdAt.getTime() : 0;
  const found: Found[] = [];
  const most = rules.maxLifetimeDays[environment];
  const where = environment.charAt(0).toUpperCase() + environment.slice(1);
  if (most !== null && expiresAt !== null) {
    const lifetime = expiresAt.getTime() - createdAt.getTime();
    if (lifetime > most * dayMs + slackMs) {
      const words = `${where} keys live at most ${days(most)}; this one lives ${days(Math.ceil(lifetime / dayMs))}.`;
      found.push({ rule: "lifetime", words, breaksAt });
    }
  }
  if (expiresAt === null && (most !== null || !rules.neverAllowed[environment])) {
    const demand = most === null ? "must have an end" : `live at most ${days(most)}`;
    found.push({ rule: "never", words: `${where} keys ${demand}; this one never ends.`, breaksAt });
  }
  if (!rules.kinds.includes(kind)) {
    const words = `Keys of the kind ${kind} are not allowed; this is one.`;
    found.push({ rule: "kind", words, breaksAt });
  }
  if (rules.networksRequired[environment] && key.allowedNetworks === null) {
    const words = `${where} keys name the networks that they are used from; this one may be used from anywhere.`;
    found.push({ rule: "networks", words, breaksAt });
  }
  return found;
}

function brokenInTime(key: KeyFacts, rules: Rules, now: Date): Found[] {
  const found: Found[] = [];
  const add = (
    rule: RuleName,
    limit: number | null,
    times: (Date | null)[],
    words: (age: string) => string,
  ) => {
    const since = Math.max(...times.filter(isTime).map((time) => time.getTime()));
    if (limit === null || !Number.isFinite(since)) return;
    const breaksAt = since + limit * dayMs;
    if (now.getTime() < breaksAt - headStart(limit) * dayMs) return;
    const age = days(Math.max(0, Math.floor((now.getTime() - since) / dayMs)));
    found.push({ rule, words: words(age), breaksAt });
  };
  const { rotateEveryDays, disableIdleDays } = rules;
  if (key.retiresAt === null) {
    add("rotation", rotateEveryDays, [key.createdAt], (age) => {
      return `Keys are rotated every ${days(rotateEveryDays ?? 0)}; this one is ${age} old.`;
    });
  }
  const used = isTime(key.lastUsedAt) ? key.lastUsedAt : key.createdAt;
  // Of a JWT key nobody knows: it is checked where nobody is asked.
  add("idle", key.kind === "jwt" ? null : disableIdleDays, [used, key.notBefore], (age) => {
    return `Keys that are not used for ${days(disableIdleDays ?? 0)} are disabled; this one was not used for ${age}.`;
  });
  return found.map((one) => ({
    ...one,
    reminds: one.rule === "rotation" && !rules.rotationEnforced,
  }));
}

const days = (count: number) => (count === 1 ? "1 day" : `${count} days`);

/**
 * The end of a key that is made at `from`: the one that is wished, or an earlier one where the rules
 * demand it.
 */
export function endWithin(
  rules: Rules,
  environment: KeyFacts["environment"],
  wished: Date | null,
  from: Date,
): Date | null {
  const most = rules.maxLifetimeDays[environment];
  if (most === null) return wished;
  const latest = new Date(from.getTime() + most * dayMs);
  return wished === null || wished > latest ? latest : wished;
}
