import { z } from "zod";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { iso } from "@/lib/keys/summary";
import { actorNames } from "@/lib/members/names";
import { PageQuery } from "@/lib/page";
import { parse } from "@/lib/parse";
import { activeKeys } from "./active-keys";
import { breachesOf } from "./breaches";
import type { BrokenKey } from "./broken";
import { allExceptions } from "./exceptions";
import { loadAllRules } from "./load-rules";
import { mightBreakAny } from "./might-break";
import type { Breach, Rules } from "./rules";

/** `reminded`: also of rules for which a key isn't stopped. */
const ListBreaking = PageQuery.omit({ after: true }).extend({
  reminded: z.boolean("One of true, false.").default(false),
});

/** An active key that breaks a rule, or will soon. Times are RFC 3339 UTC. */
export type BreakingKey = Omit<BrokenKey, "usedToday">;

/**
 * The active keys that break a rule or will soon, those that are stopped first at the beginning; with
 * `reminded` also those that are not stopped for it, at the end. Throws 422, 403.
 */
export async function listBreaking(
  actor: Actor,
  query: unknown = {},
): Promise<{ data: BreakingKey[]; total: number }> {
  authorize(actor, "policy.read");
  const { page = 1, limit, reminded } = parse(ListBreaking, query);
  return transact(actor, async (tx) => {
    const now = new Date();
    const org = actor.organizationId;
    const all = await loadAllRules(tx, org);
    const exceptions = await allExceptions(tx, org, now);
    const rows = await activeKeys(
      tx,
      actor,
      mightBreakAny(all, now, (id) => told(all.rulesOf(id).rules, reminded)),
    );
    const breaking = rows
      .flatMap((row) => {
        const { rules, enforcedFrom } = all.rulesOf(row.application.id);
        const excepted = exceptions.get(row.id) ?? [];
        const breaches = breachesOf(row, rules, enforcedFrom, excepted, now).filter(
          ({ dueAt }) => reminded || dueAt !== null,
        );
        return breaches.length > 0 ? [{ row, breaches, at: firstDue(breaches) }] : [];
      })
      .sort((a, b) => a.at - b.at || (a.row.id < b.row.id ? -1 : 1));
    const shown = breaking.slice((page - 1) * limit, page * limit);
    const owners = shown.flatMap(({ row }) => row.ownerId ?? []);
    const names = await actorNames(tx, actor, owners);
    return {
      data: shown.map(({ row, breaches }) => ({
        id: row.id,
        name: row.name,
        environment: row.environment,
        application: row.application,
        owner: row.ownerId && { id: row.ownerId, name: names.get(row.ownerId) ?? "" },
        lastUsedAt: iso(row.lastUsedAt),
        breaches,
      })),
      total: breaking.length,
    };
  });
}

const told = (rules: Rules, reminded: boolean): Rules =>
  reminded || rules.rotationEnforced ? rules : { ...rules, rotateEveryDays: null };

const farAway = Number.MAX_SAFE_INTEGER;

const firstDue = (breaches: Breach[]) =>
  Math.min(...breaches.map(({ dueAt }) => (dueAt === null ? farAway : Date.parse(dueAt))));
