import { and, eq, gt, lte, or, sql } from "drizzle-orm";
import { keys, policyReminders } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import { type OrganizationId, toUuid } from "@/lib/ids";
import { log } from "@/lib/log";
import { dayMs } from "./breaches";
import { enforcer, stepOf } from "./enforce-step";
import { allExceptions } from "./exceptions";
import { type FactsRow, judgeBy, loadKeyFacts } from "./key-facts";
import { type AllRules, loadAllRules } from "./load-rules";
import { mightBreakAny } from "./might-break";
import { markOf, reminderDays } from "./remind";

/** By the clock of the database. */
export async function nowIn(tx: Transaction): Promise<Date> {
  const [row] = await tx.execute<{ ms: number }>(
    sql`select (extract(epoch from now()) * 1000)::float8 as ms`,
  );
  return new Date(row?.ms ?? Date.now());
}

/** After how many days disabled keys are revoked; null also before that is enforced. */
export function revokeDaysOf({ organization }: AllRules, now: Date): number | null {
  const from = organization?.enforcedFrom.revoke;
  if (from !== undefined && Date.parse(from) > now.getTime()) return null;
  return organization?.rules.revokeDisabledDays ?? null;
}

/** The keys, by UUID, to which something is to be done. */
export async function keysToEnforce(
  tx: Transaction,
  organizationId: OrganizationId,
): Promise<string[]> {
  const now = await nowIn(tx);
  const all = await loadAllRules(tx, organizationId);
  warnOfGarbage(all, organizationId);
  const rows = await loadKeyFacts(tx, organizationId, concerned(all, now));
  if (rows.length === 0) return [];
  const judge = judgeBy(all, now);
  const byKey = await allExceptions(tx, organizationId, now);
  const exceptions = new Map([...byKey].map(([id, some]) => [toUuid("key", id), some]));
  const noted = await notedReminders(tx, organizationId, now);
  const revokeDays = revokeDaysOf(all, now);
  const isDue = (row: FactsRow) => {
    const breaches = judge(row, row.application, exceptions.get(row.uuid) ?? []);
    const step = stepOf(row, breaches, revokeDays, now);
    if (step?.what !== "remind") return step !== null;
    return step.reminders.some((reminder) => !noted.has(markOf(row.uuid, reminder)));
  };
  return rows.filter((row) => judged(row.uuid, () => isDue(row))).map(({ uuid }) => uuid);
}

/** Null where it throws: a key that can't be judged keeps no other from it. */
export function judged<T>(keyId: string, work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    log.error({ err: error, keyId }, "a key can't be judged by its policies");
    return null;
  }
}

/** Those of which `stepOf` could say something. */
function concerned(all: AllRules, now: Date) {
  const broken = mightBreakAny(all, now);
  const days = revokeDaysOf(all, now);
  const soon = new Date(now.getTime() + reminderDays[0] * dayMs);
  const ending = and(gt(keys.expiresAt, now), lte(keys.expiresAt, soon));
  const active = and(eq(keys.status, "active"), or(broken, ending));
  if (days === null) return active;
  const before = new Date(now.getTime() - days * dayMs);
  const stopped = and(
    eq(keys.status, "disabled"),
    eq(keys.statusBy, enforcer),
    lte(keys.statusSince, before),
    broken,
  );
  return or(active, stopped);
}

async function notedReminders(tx: Transaction, organizationId: OrganizationId, now: Date) {
  const { keyId, rule, dueAt, daysLeft, orgId } = policyReminders;
  const wanted = and(eq(orgId, organizationId), gt(dueAt, now));
  const rows = await tx.execute<{ uuid: string; rule: string; ms: number; step: number }>(sql`
    select ${keyId} as uuid, ${rule} as rule, (extract(epoch from ${dueAt}) * 1000)::float8 as ms,
      ${daysLeft} as step
    from ${policyReminders} where ${wanted}`);
  const marks = new Set<string>();
  for (const { uuid, ms, ...rest } of rows) marks.add(`${uuid} ${rest.rule} ${ms} ${rest.step}`);
  return marks;
}

function warnOfGarbage(all: AllRules, organizationId: OrganizationId): void {
  const bad = [...all.overrides].filter(([, own]) => own === null).map(([id]) => id);
  if (all.organization !== null && bad.length === 0) return;
  log.error(
    { organizationId, applications: bad },
    "key policies can't be understood: nobody is stopped by them until they are set anew",
  );
}
