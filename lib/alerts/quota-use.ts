import { and, asc, eq, inArray, isNotNull, isNull } from "drizzle-orm";
import { keys } from "@/db/schema";
import { type Transaction, transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { findApplication } from "@/lib/applications/find";
import type { ApplicationId } from "@/lib/ids";
import { findKey } from "@/lib/keys/find";
import type { KeyRow } from "@/lib/keys/summary";
import { limitsIn } from "@/lib/limits/columns";
import { gaugesOf } from "@/lib/limits/gauge";
import { floor, hourMs } from "@/lib/usage/period";
import { usedSince } from "@/lib/usage/used";
import type { Quota } from "@/lib/verification/services";
import { forecast, rhythmHours } from "./forecast";
import { keyHours } from "./key-hours";
import type { KeyQuotaUse, QuotaUse } from "./summary";

/** What the key has used of its quota, and how that will go on; null where it has none. Throws 404, 403. */
export async function keyQuotaUse(actor: Actor, id: unknown): Promise<QuotaUse | null> {
  authorize(actor, "usage.read");
  return transact(actor, async (tx) => {
    const key = await findKey(tx, actor, id);
    const [use] = await usesOf(tx, actor, key.applicationId, [key], 1);
    return use ?? null;
  });
}

/** Of more keys with a quota than so many the others are not looked at. */
const mostKeys = 500;
const mostShown = 20;

/**
 * The keys of an application that have a quota and can be used, those that have used the most of it
 * first: at most 20 of `of`. Throws 404, 403.
 */
export async function applicationQuotaUse(
  actor: Actor,
  applicationId: unknown,
): Promise<{ keys: KeyQuotaUse[]; of: number }> {
  authorize(actor, "usage.read");
  return transact(actor, async (tx) => {
    const { id } = await findApplication(tx, actor, applicationId);
    const rows = await tx
      .select()
      .from(keys)
      .where(
        and(
          eq(keys.orgId, actor.organizationId),
          eq(keys.applicationId, id),
          isNotNull(keys.quotaLimit),
          inArray(keys.status, ["active", "disabled", "quarantined"]),
          isNull(keys.deletedAt),
        ),
      )
      .orderBy(asc(keys.id))
      .limit(mostKeys);
    return { keys: await usesOf(tx, actor, id, rows, mostShown), of: rows.length };
  });
}

/** The period (UTC) of a quota that holds `now`, in milliseconds since 1970. */
export function periodOf(quota: Quota, now: number): { starts: number; ends: number } {
  const [gauge] = gaugesOf({ rateLimits: [], quota }, now);
  if (!gauge) throw new Error("a quota without its period");
  return gauge;
}

async function usesOf(
  tx: Transaction,
  actor: Actor,
  application: ApplicationId,
  rows: readonly KeyRow[],
  most: number,
): Promise<KeyQuotaUse[]> {
  const now = new Date();
  const limited = rows.flatMap((key) => {
    const quota = limitsIn(key)?.quota;
    return quota ? [{ key, quota, ...periodOf(quota, now.getTime()) }] : [];
  });
  const used = await usedSince(
    tx,
    limited.map(({ key, starts }) => ({
      organizationId: actor.organizationId,
      keyId: key.id,
      from: new Date(starts),
    })),
  );
  const fullest = limited
    .map((one, place) => ({ ...one, used: used[place] ?? 0 }))
    .sort((a, b) => b.used / b.quota.limit - a.used / a.quota.limit)
    .slice(0, most);
  const to = floor(now.getTime(), hourMs);
  const hours = await keyHours(
    tx,
    actor,
    application,
    fullest.map(({ key }) => key.id),
    { hours: rhythmHours, to },
  );
  return fullest.map(({ key, quota, used, starts, ends }) => {
    const endsAt = new Date(ends);
    const lived = Math.floor((to - key.createdAt.getTime()) / hourMs);
    const known = (hours.get(key.id) ?? []).slice(-Math.max(1, Math.min(lived, rhythmHours)));
    const ahead = lived < 1 ? null : forecast({ used, limit: quota.limit, now, endsAt }, known);
    return {
      id: key.id,
      name: key.name,
      ...quota,
      used,
      startsAt: new Date(starts).toISOString(),
      endsAt: endsAt.toISOString(),
      forecast: ahead && { ...ahead, reachedAt: ahead.reachedAt?.toISOString() ?? null },
    };
  });
}
