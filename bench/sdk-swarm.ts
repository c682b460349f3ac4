import { setTimeout as pause } from "node:timers/promises";
import { createVerifier, type Verifier } from "@portcullis/sdk";

/** What a swarm is asked: to begin; to ask about a token again and again; that it was revoked. */
export type SwarmOrder =
  | { kind: "open"; gate: string; token: string; count: number; maxStaleness: number }
  | { kind: "watch"; id: string; token: string }
  /** By the monotonic clock of the machine, in milliseconds. */
  | { kind: "revoked"; id: string; at: number };

export type SwarmAnswer =
  | { kind: "opened" }
  | { kind: "watching"; id: string }
  /**
   * When the last verifier accepted it for the last time and refused it for the first; and how
   * often it was accepted later than a second after it was revoked.
   */
  | { kind: "refused"; id: string; acceptedAt: number; refusedAt: number; late: number }
  | { kind: "failed"; words: string };

type Watched = {
  id: string;
  token: string;
  isSeen: boolean;
  acceptedAt: number;
  refusedAt: number[];
  revokedAt: number;
  late: number;
};

const now = () => Number(process.hrtime.bigint()) / 1e6;
const answer = (told: SwarmAnswer) => process.send?.(told);

let verifiers: Verifier[] = [];
let staleness = 0;
const watched = new Map<string, Watched>();

async function open({ gate, token, count, maxStaleness }: SwarmOrder & { kind: "open" }) {
  staleness = maxStaleness;
  verifiers = Array.from({ length: count }, () =>
    createVerifier({ gate, token, api: "orders", maxStaleness, deadline: 500 }),
  );
  await Promise.all(verifiers.map((verifier) => verifier.ready(60_000)));
  answer({ kind: "opened" });
  for (;;) {
    for (const one of [...watched.values()]) await look(one);
    await pause(1);
  }
}

async function look(one: Watched): Promise<void> {
  let seen = 0;
  await Promise.all(
    verifiers.map(async (verifier, i) => {
      const asked = now();
      const verdict = await verifier.verify(one.token);
      if (verdict.valid) {
        if (verdict.offline) seen += 1;
        one.acceptedAt = Math.max(one.acceptedAt, asked);
        one.refusedAt[i] = Number.NaN;
        if (asked > one.revokedAt + 1_000) one.late += 1;
      } else if (Number.isNaN(one.refusedAt[i])) one.refusedAt[i] = now();
    }),
  );
  if (!one.isSeen && seen === verifiers.length) {
    one.isSeen = true;
    answer({ kind: "watching", id: one.id });
  }
  const over = now() > one.revokedAt + Math.max(1_200, staleness < 10_000 ? staleness + 2_000 : 0);
  if (!over) return;
  watched.delete(one.id);
  const { id, acceptedAt, late } = one;
  answer({ kind: "refused", id, acceptedAt, refusedAt: Math.max(...one.refusedAt), late });
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
      refusedAt: verifiers.map(() => Number.NaN),
      revokedAt: Number.POSITIVE_INFINITY,
      late: 0,
    });
  else {
    const one = watched.get(order.id);
    if (one) one.revokedAt = order.at;
  }
});
process.on("disconnect", () => process.exit(0));
