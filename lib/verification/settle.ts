import { setTimeout as pause } from "node:timers/promises";
import { changeXid, type Hearing, hearing, lockedHearing } from "@/db/gates";
import { type Transaction, transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { wakeGates } from "./announce";

/** As long as a lease in the database: the waiter's own clock must have seen it pass. */
const leaseMs = 1000;
const giveUpMs = 1350;
const stepsMs = [1, 2, 3, 4, 5, 6, 8, 10];
const slowStepMs = 25;

/** What became of a change that gates had to hear of. */
export type Effect = {
  /** No verification that starts at or after this moment (database time) sees the old state. */
  effectiveAt: string;
  gates: {
    acknowledged: number;
    /** Gates whose lease ended without a word: they answer nothing from memory. */
    lapsed: number;
    /** Gates that may answer stale until `effectiveAt`. */
    stale?: number;
  };
};

/**
 * Does `work` in one transaction as `transact` does, then waits until every gate has applied what
 * it announced or has lost its lease: at most about 1.5 s, in health some milliseconds. Also where
 * `work` found nothing left to do: whoever did it may not have waited.
 */
export async function settled<T>(
  actor: Actor,
  work: (tx: Transaction) => Promise<T>,
): Promise<{ value: T; effect: Effect }> {
  const { value, xid } = await transact(actor, async (tx) => {
    const result = await work(tx);
    await wakeGates(tx);
    return { value: result, xid: await changeXid(tx) };
  });
  return { value, effect: await settle(xid) };
}

/** As `settled`, for whom the moment does not matter. */
export const transactSettled = async <T>(
  actor: Actor,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> => (await settled(actor, work)).value;

async function settle(xid: string): Promise<Effect> {
  const start = performance.now();
  for (let step = 0; ; step++) {
    const elapsed = performance.now() - start;
    const heard = await (elapsed < leaseMs ? hearing(xid) : lockedHearing(xid));
    if (heard.unheard === 0) {
      await pause(1);
      return effect(heard, heard.now);
    }
    if (elapsed >= giveUpMs) return effect(heard, later(heard));
    await pause(stepsMs[step] ?? slowStepMs);
  }
}

const later = (heard: Hearing) =>
  new Date(Date.parse(heard.now) + Math.ceil(heard.unheardFor * 1000)).toISOString();

const effect = (heard: Hearing, effectiveAt: string): Effect => ({
  effectiveAt,
  gates: {
    acknowledged: heard.acknowledged,
    lapsed: heard.lapsed,
    ...(heard.unheard > 0 && { stale: heard.unheard }),
  },
});
