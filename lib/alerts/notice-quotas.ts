import { and, asc, eq, gt, gte, inArray, isNotNull, isNull, type SQL } from "drizzle-orm";
import { keys, organizations, quotaNotices } from "@/db/schema";
import { type Transaction, transact, transactSystem } from "@/db/transact";
import { type SystemActor, systemActor } from "@/lib/access/actor";
import { type KeyId, newId, type OrganizationId } from "@/lib/ids";
import { limitsIn } from "@/lib/limits/columns";
import { log } from "@/lib/log";
import { usedSince } from "@/lib/usage/used";
import { periodOf } from "./quota-use";
import { type FullQuota, noticeSteps, tellOfQuota } from "./tell-quota";

const atOnce = 200;

/** What was not used for so long was looked at since; but the first look goes back a whole period. */
const latelyMs = 3_600_000;
const longestPeriodMs = 31 * 24 * latelyMs;
let hasLooked = false;

/**
 * Tells of the keys that were used lately and have used 80 or 100 % of their quota, of each once
 * per period. Returns of how many; two at once tell of each once.
 */
export async function noticeQuotas(now = Date.now()): Promise<number> {
  const used = and(
    isNotNull(keys.quotaLimit),
    gte(keys.lastUsedAt, new Date(now - (hasLooked ? latelyMs : longestPeriodMs))),
    isNull(keys.deletedAt),
  );
  const found = await transactSystem((tx) =>
    tx
      .selectDistinct({ id: keys.orgId })
      .from(keys)
      .innerJoin(organizations, eq(organizations.id, keys.orgId))
      .where(and(used, isNull(organizations.deletedAt))),
  );
  let told = 0;
  for (const { id } of found) {
    told += await noticeIn(id, used, now).catch((error) => {
      log.error({ err: error, organizationId: id }, "quotas were not looked at");
      return 0;
    });
  }
  hasLooked = true;
  return told;
}

async function noticeIn(
  organizationId: OrganizationId,
  used: SQL | undefined,
  now: number,
): Promise<number> {
  const actor = systemActor(organizationId, "notice-quotas", newId("req"));
  let told = 0;
  let after: KeyId | undefined;
  do {
    const from = after;
    const { full, next } = await transact(actor, (tx) => fullQuotas(tx, actor, used, from, now));
    for (const one of full) {
      const telling = transact(actor, (tx) => tellOfQuota(tx, actor, one));
      told += await telling.then(Number, (error) => {
        log.error({ err: error, organizationId, keyId: one.key.id }, "a quota was not told of");
        return 0;
      });
    }
    after = next;
  } while (after);
  return told;
}

/** The quotas of some keys that are full enough and were not told of, and where to go on. */
async function fullQuotas(
  tx: Transaction,
  actor: SystemActor,
  used: SQL | undefined,
  after: KeyId | undefined,
  now: number,
): Promise<{ full: FullQuota[]; next: KeyId | undefined }> {
  const rows = await tx
    .select()
    .from(keys)
    .where(and(eq(keys.orgId, actor.organizationId), used, after && gt(keys.id, after)))
    .orderBy(asc(keys.id))
    .limit(atOnce);
  const limited = rows.flatMap((key) => {
    const quota = limitsIn(key)?.quota;
    return quota ? [{ key, quota, ...periodOf(quota, now) }] : [];
  });
  const sums = await usedSince(
    tx,
    limited.map(({ key, starts }) => ({
      organizationId: actor.organizationId,
      keyId: key.id,
      from: new Date(starts),
    })),
  );
  const full = limited.flatMap((one, place) => {
    const used = sums[place] ?? 0;
    const percent = noticeSteps.find((step) => used * 100 >= one.quota.limit * step);
    return percent ? [{ ...one, used, percent }] : [];
  });
  const known = await toldOf(tx, actor, full);
  return {
    full: full.filter((one) => !known.has(markOf(one.key.id, one.starts, one.percent))),
    next: rows.length < atOnce ? undefined : rows.at(-1)?.id,
  };
}

const markOf = (key: KeyId, starts: number, percent: number) => `${key} ${starts} ${percent}`;

async function toldOf(
  tx: Transaction,
  actor: SystemActor,
  full: readonly FullQuota[],
): Promise<Set<string>> {
  if (full.length === 0) return new Set();
  const rows = await tx
    .select()
    .from(quotaNotices)
    .where(
      and(
        eq(quotaNotices.orgId, actor.organizationId),
        inArray(
          quotaNotices.keyId,
          full.map(({ key }) => key.id),
        ),
      ),
    );
  return new Set(
    rows.map(({ keyId, periodStart, percent }) => markOf(keyId, periodStart.getTime(), percent)),
  );
}
