import { and, eq, gt, isNotNull, isNull, lte, notInArray, or, type SQL, sql } from "drizzle-orm";
import { environments, keys } from "@/db/schema";
import type { ApplicationId } from "@/lib/ids";
import { dayMs, headStart, slackMs } from "./breaches";
import { type AllRules, wholeOrganization } from "./load-rules";
import { kinds, type Rules } from "./rules";

const nothing = sql`false`;

/**
 * True for every key in which `breachesOf` would find something by these rules at `now`, save that
 * it doesn't look at the status; for few others.
 */
export function mightBreak(rules: Rules, now: Date): SQL {
  const ago = (ms: number) => new Date(now.getTime() - ms);
  const due = (days: number) => ago((days - headStart(days)) * dayMs);
  const { rotateEveryDays, disableIdleDays } = rules;
  return (
    or(
      ...environments.flatMap((environment) => {
        const here = eq(keys.environment, environment);
        const most = rules.maxLifetimeDays[environment];
        const seconds = most === null ? 0 : (most * dayMs + slackMs) / 1000;
        return [
          most === null
            ? nothing
            : and(
                here,
                gt(keys.expiresAt, sql`${keys.createdAt} + make_interval(secs => ${seconds})`),
              ),
          most === null && rules.neverAllowed[environment]
            ? nothing
            : and(here, isNull(keys.expiresAt)),
          rules.networksRequired[environment] ? and(here, isNull(keys.allowedNetworks)) : nothing,
        ];
      }),
      kinds.every((kind) => rules.kinds.includes(kind))
        ? nothing
        : notInArray(keys.kind, [...rules.kinds]),
      rotateEveryDays === null
        ? nothing
        : and(isNull(keys.retiresAt), lte(keys.createdAt, due(rotateEveryDays))),
      disableIdleDays === null
        ? nothing
        : lte(
            sql`greatest(coalesce(${keys.lastUsedAt}, ${keys.createdAt}), ${keys.notBefore})`,
            sql`${due(disableIdleDays).toISOString()}::timestamptz`,
          ),
    ) ?? nothing
  );
}

/**
 * As `mightBreak`, by what binds the keys of each application. Leaves those out whose rules can't be
 * understood.
 */
export function mightBreakAny(
  all: AllRules,
  now: Date,
  rulesOf = (id: ApplicationId): Rules => all.rulesOf(id).rules,
): SQL {
  if (all.organization === null) return nothing;
  const apart = [...all.overrides.keys()];
  return (
    or(
      and(
        apart.length > 0 ? notInArray(keys.applicationId, apart) : isNotNull(keys.applicationId),
        mightBreak(rulesOf(wholeOrganization), now),
      ),
      ...apart.map((id) =>
        all.overrides.get(id) === null
          ? nothing
          : and(eq(keys.applicationId, id), mightBreak(rulesOf(id), now)),
      ),
    ) ?? nothing
  );
}
