import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "./faults";
import type { GateProcess } from "./gate-process";
import { type Cut, lateAccepts, type Operation, quantile } from "./history";
import { type Client, keepAsking, openClient } from "./load";
import { makeSubjects, type Subject, type World } from "./subjects";

/** A fault and the gate that suffers it. */
export type Blow = { fault: Fault; gate: GateProcess };

export type Round = {
  /** How many are cut off, one after the other without a fault, else within 300 ms. */
  size: number;
  lanes: number;
  /** How long the asking goes on when all is over, in milliseconds. */
  afterMs: number;
  blows: Blow[];
  turn: number;
  /** Mutants need not be right again after their fault. */
  mutants?: boolean;
};

export type Outcome = { history: Operation[]; cuts: Cut[]; latencies: number[] };

export const emptyOutcome = (): Outcome => ({ history: [], cuts: [], latencies: [] });

/**
 * Warms every gate with fresh subjects, keeps asking all of them about all, cuts the subjects off
 * while the blows fall, and goes on asking for a while. Adds what happened to `outcome`. Throws
 * where a gate is not right again within three seconds after its fault.
 */
export async function playRound(
  world: World,
  gates: readonly GateProcess[],
  { size, lanes, afterMs, blows, turn, mutants = false }: Round,
  outcome: Outcome,
): Promise<void> {
  const subjects = await makeSubjects(world, size);
  const clients = gates.map((gate) => openClient(gate, outcome.history));
  try {
    await warm(clients, subjects, "VALID", mutants ? 15_000 : 3_000);
    await Promise.all(clients.map((client) => openConnections(client, subjects)));
    const loads = clients.map((client) => keepAsking(client, subjects, lanes));
    await sleep(50);
    const over = Promise.all(blows.map(({ fault, gate }) => fault.inflict(gate, turn)));
    if (blows.length === 0) for (const subject of subjects) await cutOff(subject, outcome);
    else await Promise.all(subjects.map((subject) => cutOff(subject, outcome, 300)));
    await over;
    await sleep(afterMs);
    await Promise.all(loads.map((load) => load.stop()));
    if (!mutants) await warm(clients, subjects, "refused", 3_000);
  } finally {
    for (const client of clients) client.close();
  }
}

/** Connections that are open when a gate freezes are those it answers first when it wakes. */
const openConnections = (client: Client, subjects: readonly Subject[]) =>
  Promise.all(Array.from({ length: 240 / subjects.length }, () => subjects.map(client.ask)).flat());

async function cutOff({ subject, cutOff }: Subject, outcome: Outcome, within = 0): Promise<void> {
  await sleep(Math.random() * within);
  const began = performance.now();
  const effectiveAt = await cutOff();
  outcome.latencies.push(performance.now() - began);
  outcome.cuts.push({ subject, effectiveAt });
}

const isSettled = (code: string, wanted: "VALID" | "refused") =>
  wanted === "VALID" ? code === "VALID" : code !== "VALID" && !/^(none|HTTP 5)/.test(code);

/** Until every gate gives the wanted answer on every subject. Throws where one does not in time. */
async function warm(
  clients: readonly Client[],
  subjects: readonly Subject[],
  wanted: "VALID" | "refused",
  withinMs: number,
): Promise<void> {
  const end = Date.now() + withinMs;
  const settle = async (client: Client, subject: Subject) => {
    for (;;) {
      const { gate, code } = await client.ask(subject);
      if (isSettled(code, wanted)) return;
      if (Date.now() > end) throw new Error(`${gate} says ${code} where ${wanted} is due`);
      await sleep(50);
    }
  };
  await Promise.all(clients.map((client) => Promise.all(subjects.map((s) => settle(client, s)))));
}

export type Summary = {
  name: string;
  cuts: number;
  verifications: number;
  late: Operation[];
  p50: number;
  p99: number;
  max: number;
};

export const summarize = (name: string, { history, cuts, latencies }: Outcome): Summary => ({
  name,
  cuts: cuts.length,
  verifications: history.length,
  late: lateAccepts(history, cuts),
  p50: quantile(latencies, 0.5),
  p99: quantile(latencies, 0.99),
  max: quantile(latencies, 1),
});

export function inWords({ name, cuts, verifications, late, p50, p99, max }: Summary): string {
  const [a, b, c] = [p50, p99, max].map((ms) => ms.toFixed(1));
  return `${name.padEnd(12)} ${cuts} cut off, ${verifications} verifications, ${late.length} late; ms p50 ${a}, p99 ${b}, max ${c}`;
}
