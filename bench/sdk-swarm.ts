import { setTimeout as pause } from "node:timers/promises";
import { createVerifier, type Verifier } from "@portcullis/sdk";

/**
 * What a swarm is asked: to begin; to ask about a token again and again; that it was revoked; what
 * became of it all.
 */
export type SwarmOrder =
  | { kind: "open"; gate: string; token: string; count: number; maxStaleness: number }
  | { kind: "watch"; id: string; token: string }
  /** `at` by the monotonic clock of the machine; how long to wait for all to say so; milliseconds. */
  | { kind: "revoked"; id: string; at: number; waitMs: number }
  | { kind: "end" };

export type SwarmAnswer =
  | { kind: "opened" }
  | { kind: "watching"; id: string }
  /**
   * When one accepted it for the last time; and when all had said that it is revoked, null where
   * one hasn't while they were waited for.
   */
  | { kind: "refused"; id: string; acceptedAt: number; refusedAt: number | null }
  /** How often one of all tokens was accepted later than a second after it was revoked. */
  | { kind: "ended"; late: number }
  | { kind: "failed"; words: string };

type Watched = {
  id: string;
  token: string;
  isSeen: boolean;
  acceptedAt: number;
  /** When each verifier said that it is revoked, and hasn't accepted it since. */
  refusedAt: (number | null)[];
  revokedAt: number;
  waitMs: number;
};

const now = () => Number(process.hrtime.bigint()) / 1e6;
const answer = (told: SwarmAnswer) => process.send?.(told);

let verifiers: Verifier[] = [];
const watched = new Map<string, Watched>();
/** What all have refused is still looked at until the end, in turn. */
const refused: Watched[] = [];
let isEnding = false;
let late = 0;

async function open({ gate, token, count, maxStaleness }: SwarmOrder & { kind: "open" }) {
  verifiers = Array.from({ length: count }, () =>
    createVerifier({ gate, token, api: "orders", maxStaleness, deadline: 500 }),
  );
  await Promise.all(verifiers.map((verifier) => verifier.ready(60_000)));
  answer({ kind: "opened" });
  for (let turn = 0; !isEnding; turn += 1) {
    for (const one of [...watched.values()]) await follow(one);
    const one = refused[turn % Math.max(1, refused.length)];
    if (one) await look(one);
    await pause(1);
  }
  await pause(1_100);
  for (const one of refused) await look(one);
  answer({ kind: "ended", late });
}

async function look(one: Watched): Promise<number> {
  let seen = 0;
  await Promise.all(
    verifiers.map(async (verifier, i) => {
      const asked = now();
      const verdict = await verifier.verify(one.token);
      if (verdict.valid) {
        if (verdict.offline) seen += 1;
        one.acceptedAt = Math.max(one.acceptedAt, asked);
        one.refusedAt[i] = null;
        if (asked > one.revokedAt + 1_000) late += 1;
      } else if (verdict.code === "REVOKED") one.refusedAt[i] ??= now();
    }),
  );
  return seen;
}

async function follow(one: Watched): Promise<void> {
  const seen = await look(one);
  if (!one.isSeen && seen === verifiers.length) {
    one.isSeen = true;
    answer({ kind: "watching", id: one.id });
  }
  const { id, acceptedAt, refusedAt, revokedAt, waitMs } = one;
  const times = refusedAt.filter((time) => time !== null);
  const all = times.length === verifiers.length;
  if (revokedAt === Number.POSITIVE_INFINITY || (!all && now() < revokedAt + waitMs)) return;
  watched.delete(id);
  refused.push(one);
  answer({ kind: "refused", id, acceptedAt, refusedAt: all ? Math.max(...times) : null });
}

process.on("message", (order: SwarmOrder) => {
  if (order.kind === "open")
    open(order).catch((error: unknown) =>
      answer({ kind: "failed", words: `${error} ${(error as Error).cause ?? ""}` }),
    );
  else if (order.kind === "watch")
    watched.set(order.id, {
      ...order,
      isSeen: false,
      acceptedAt: 0,
      refusedAt: verifiers.map(() => null),
      revokedAt: Number.POSITIVE_INFINITY,
      waitMs: 0,
    });
  else if (order.kind === "end") isEnding = true;
  else {
    const one = watched.get(order.id);
    if (one) Object.assign(one, { revokedAt: order.at, waitMs: order.waitMs });
  }
});
process.on("disconnect", () => process.exit(0));
