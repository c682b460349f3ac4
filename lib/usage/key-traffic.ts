import { and, eq, gte, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import { usageMinutes } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { idField } from "@/lib/fields";
import type { KeyId } from "@/lib/ids";
import { parse } from "@/lib/parse";

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
const words = `A whole number from 1 to ${mostMinutes}.`;

const Query = z.strictObject({
  keys: z.array(idField("key"), "A list of keys.").min(1).max(100, "At most 100 keys."),
  minutes: z.number(words).int(words).min(1, words).max(mostMinutes, words).default(60),
});

const minuteMs = 60_000;

/** The verdicts on these keys within the last minutes. Unknown keys count nothing. Throws 422, 403. */
export async function keyTraffic(actor: Actor, query: unknown): Promise<KeyTraffic> {
  authorize(actor, "key.read");
  const { keys, minutes } = parse(Query, query);
  const now = Math.floor(Date.now() / minuteMs) * minuteMs;
  const from = new Date(now - (minutes - 1) * minuteMs);
  const { orgId, keyId, minute, outcome, count } = usageMinutes;
  const rows = await transact(actor, (tx) =>
    tx
      .select({ keyId, minute, outcome, count: sql<number>`sum(${count})`.mapWith(Number) })
      .from(usageMinutes)
      .where(and(eq(orgId, actor.organizationId), inArray(keyId, keys), gte(minute, from)))
      .groupBy(keyId, minute, outcome),
  );

  const byOutcome = new Map<string, number>();
  const byKey = new Map<KeyId, number>();
  const byMinute = new Map<number, { valid: number; refused: number }>();
  const add = <K>(sums: Map<K, number>, name: K, more: number) =>
    sums.set(name, (sums.get(name) ?? 0) + more);
  for (const row of rows) {
    add(byOutcome, row.outcome, row.count);
    add(byKey, row.keyId, row.count);
    const at = row.minute.getTime();
    const sums = byMinute.get(at) ?? { valid: 0, refused: 0 };
    sums[row.outcome === "VALID" ? "valid" : "refused"] += row.count;
    byMinute.set(at, sums);
  }
  const total = [...byOutcome.values()].reduce((sum, one) => sum + one, 0);
  return {
    total,
    refused: total - (byOutcome.get("VALID") ?? 0),
    outcomes: [...byOutcome]
      .map(([outcome, count]) => ({ outcome, count }))
      .sort((a, b) => b.count - a.count),
    minutes: lastMinutes(now, Math.min(minutes, 60)).map((at) => ({
      at: new Date(at).toISOString(),
      ...(byMinute.get(at) ?? { valid: 0, refused: 0 }),
    })),
    keys: [...byKey].map(([id, total]) => ({ id, total })),
  };
}

const lastMinutes = (now: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => now - (count - 1 - index) * minuteMs);
