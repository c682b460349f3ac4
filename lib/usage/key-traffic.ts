import { and, eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import { keys } from "@/db/schema";
import { type Transaction, transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { idField } from "@/lib/fields";
import { fromUuid, type KeyId } from "@/lib/ids";
import { parse } from "@/lib/parse";
import { countsOfKeys } from "./of-keys";
import { minuteMs } from "./period";
import { compose, foldsOf, type Segment } from "./segments";

/** What was asked of some keys of late, as far as it is counted. Times are RFC 3339 UTC. */
export type KeyTraffic = {
  total: number;
  refused: number;
  /** The most frequent first. */
  outcomes: { outcome: string; count: number }[];
  /** Minute by minute, the present one last; those of the last hour at most. */
  minutes: { at: string; valid: number; refused: number }[];
  /** How much of it each key had, of those that were used. */
  keys: { id: KeyId; total: number }[];
};

const mostMinutes = 1440;
const mostDrawn = 60;
const words = `A whole number from 1 to ${mostMinutes}.`;

const Query = z.strictObject({
  keys: z.array(idField("key"), "A list of keys.").min(1).max(100, "At most 100 keys."),
  minutes: z.number(words).int(words).min(1, words).max(mostMinutes, words).default(60),
});

/** The verdicts on these keys within the last minutes. Unknown keys count nothing. Throws 422, 403. */
export async function keyTraffic(actor: Actor, query: unknown): Promise<KeyTraffic> {
  authorize(actor, "key.read");
  const { keys: ids, minutes } = parse(Query, query);
  const now = Math.floor(Date.now() / minuteMs) * minuteMs;
  const last = lastMinutes(now, Math.min(minutes, mostDrawn));
  const range = {
    from: now - (minutes - 1) * minuteMs,
    lately: last[0] ?? now,
    to: now + minuteMs,
  };
  const rows = await transact(actor, (tx) => countsSince(tx, actor, ids, range));

  const byOutcome = new Map<string, number>();
  const byKey = new Map<KeyId, number>();
  const byMinute = new Map<number, { valid: number; refused: number }>();
  const add = <K>(sums: Map<K, number>, name: K, more: number) =>
    sums.set(name, (sums.get(name) ?? 0) + more);
  for (const row of rows) {
    add(byOutcome, row.outcome, row.count);
    add(byKey, fromUuid("key", row.key), row.count);
    const sums = byMinute.get(row.minute) ?? { valid: 0, refused: 0 };
    sums[row.outcome === "VALID" ? "valid" : "refused"] += row.count;
    byMinute.set(row.minute, sums);
  }
  const total = [...byOutcome.values()].reduce((sum, one) => sum + one, 0);
  return {
    total,
    refused: total - (byOutcome.get("VALID") ?? 0),
    outcomes: [...byOutcome]
      .map(([outcome, count]) => ({ outcome, count }))
      .sort((a, b) => b.count - a.count),
    minutes: last.map((at) => ({
      at: new Date(at).toISOString(),
      ...(byMinute.get(at) ?? { valid: 0, refused: 0 }),
    })),
    keys: [...byKey].map(([id, total]) => ({ id, total })),
  };
}

type Counted = { key: string; minute: number; outcome: string; count: number };

/** Minute by minute those since `lately`; what was before may be of the hour that it begins with. */
async function countsSince(
  tx: Transaction,
  actor: Actor,
  ids: KeyId[],
  { from, lately, to }: { from: number; lately: number; to: number },
): Promise<Counted[]> {
  const before = compose([from, lately], await foldsOf(tx, from, to));
  const segments: Segment[] = [...before, { grain: "minute", from: lately, to }];
  const { orgId, id, applicationId: application } = keys;
  const those = tx
    .select({ org: orgId, application, key: id })
    .from(keys)
    .where(and(eq(orgId, actor.organizationId), inArray(id, ids)));
  return tx.execute<Counted>(sql`
    with k(org, application, key) as (${those})
    select key, (extract(epoch from start) * 1000)::float8 as minute, outcome,
      sum(count)::float8 as count
    from ${countsOfKeys(sql`k`, segments)} as u
    group by 1, 2, 3`);
}

const lastMinutes = (now: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => now - (count - 1 - index) * minuteMs);
