import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import type { Filled } from "./fill";
import type { Outcome } from "./load";
import { cpuMs, residentMb, startLoad, startTarget, type Target } from "./processes";

type Setting = Filled & {
  most: number;
  short: boolean;
  /** The names of the cases to be run; all, and the portal's, where it is null. */
  only: RegExp | null;
  dataDir: string;
  superuserUrl: string;
};
type Case = {
  name: string;
  target: Target;
  count: number;
  connections?: number;
  batch?: number;
  junk?: boolean;
  requests?: boolean;
  path?: string;
  /** Whether what it has recorded is counted before the next one begins. */
  settles?: boolean;
};

/** One case in one round; `cpu` in µs of the server's processor time per key. */
export type Row = Outcome & {
  name: string;
  round: number;
  cpu: number;
  rss: number;
  /** What the database was told, `begin` and `commit` too, by all processes together. */
  statements: number;
};

export const recordingPair = { on: "pair, usage", off: "pair, no usage" } as const;

/** So many keys take some seconds to count: that is this case's to pay, and not the next one's. */
const countingMs = 6_000;
/** How the names of cases begin in which a gate is asked for longer. */
export const steady = "steady, ";
const restMs = 5_000;

async function end(targets: Target[]): Promise<void> {
  for (const target of targets) await target.stop();
}

export type Measured = {
  rows: Row[];
  /** Statements a second of a gate that nobody asks, and how many gates there were. */
  rest: { statements: number; gates: number };
};

/** Interleaved rounds of every case, bare first; those of the portal once the gates are gone. */
export async function measure(setting: Setting): Promise<Measured> {
  const { token, keys, rows: file, organizationId, most, short, only, dataDir } = setting;
  const seconds = short ? 2 : 4;
  const sql = postgres(setting.superuserUrl, { max: 1, onnotice: () => {} });
  const load = startLoad();
  const targets: Target[] = [];
  const rows: Row[] = [];

  const start = async (name: string, program: string, usage = true) => {
    const target = await startTarget(name, program, dataDir, usage);
    targets.push(target);
    return target;
  };

  /** Of a `commit` that is prepared the server counts the first only: each `begin` has its end. */
  const statements = async () => {
    const [row] = await sql`
      select sum(case query when 'begin' then 2 when 'commit' then 0 when 'rollback' then 0 else 1 end
        * calls)::int as n from pg_stat_statements`;
    return Number(row?.n);
  };

  async function run(round: number, seconds: number | null, asked: Case): Promise<Row> {
    const { name, target, count, connections = 64, batch = 1, path = null } = asked;
    const { junk = false, requests = false, settles = count > 1_000 } = asked;
    const before = await statements();
    const busyBefore = cpuMs(target.pid);
    const order = {
      port: target.port,
      token,
      keys,
      count,
      seconds,
      connections,
      batch,
      junk,
      requests,
      path,
    };
    const outcome = await load.run(order);
    const made = (await statements()) - before - 1;
    const rss = residentMb(target.pid);
    if (round > 0 && settles) await sleep(countingMs);
    const cpu = ((cpuMs(target.pid) - busyBefore) * 1000) / outcome.keys;
    const row = { ...outcome, name, round, cpu, rss, statements: made };
    rows.push(row);
    const rate = `${Math.round(row.keys / row.seconds)}/s`;
    const status = JSON.stringify(row.status);
    console.log(
      `${name.padEnd(26)} ${rate.padStart(9)}  ${cpu.toFixed(1)} µs  p50 ${row.p50} p99 ${row.p99} ms  ${rss} MB  ${made} statements  ${row.valid} valid ${status}`,
    );
    return row;
  }

  /** Each key once, as many at a time as the gate reads at once, until it knows all of them. */
  async function sweep(target: Target, count: number): Promise<void> {
    const asked = { name: `cold, ${count} keys`, target, count, connections: 8 };
    while ((await run(0, null, asked)).valid < count);
  }

  async function startGates(counts: number[]): Promise<Case[]> {
    const cases: Case[] = [];
    for (const count of counts) {
      const target = await start(`gate ${count}`, "bench-gate.js");
      const first = Math.min(count, 1_000);
      await sweep(target, first);
      if (count > first) await target.fill({ rows: file, count, organizationId });
      if (count > first) console.log(`${count} keys remembered: ${residentMb(target.pid)} MB`);
      cases.push({ name: `gate, ${count} keys`, target, count });
    }
    return cases;
  }

  /** Once what was asked before is counted. */
  async function atRest(gates: number): Promise<Measured["rest"]> {
    await sleep(countingMs);
    const before = await statements();
    await sleep(restMs);
    const made = (await statements()) - before - 1;
    return { statements: (made * 1000) / restMs / gates, gates };
  }

  /** Each for longer, while nobody asks the others and what was asked before is counted. */
  async function runSteadily(cases: Case[]): Promise<void> {
    for (const each of cases) {
      await sleep(countingMs);
      await run(0, short ? 6 : 15, { ...each, name: `${steady}${each.count} keys` });
    }
  }

  /** A gate with usage and one without, in turns; which one comes first, too. */
  async function comparePairs(recording: Target, silent: Target): Promise<void> {
    const both = [
      { name: recordingPair.on, target: recording, count: 1_000, settles: !short },
      { name: recordingPair.off, target: silent, count: 1_000, settles: !short },
    ];
    for (let round = 1; round <= (short ? 1 : 6); round++) {
      for (const each of both) await run(round, short ? 2 : 6, each);
      both.reverse();
    }
  }

  try {
    const bare = { name: "bare", target: await start("bare", "bench-bare.js"), count: 1_000 };
    const counts = [1, 1_000, 100_000, 1_000_000].filter((count) => count < most).concat(most);
    const gates = await startGates(counts);
    const silent = await start("silent gate", "bench-gate.js", false);
    const [, thousand = bare] = gates;
    const all: Case[] = [
      bare,
      ...gates.slice(0, 2),
      { ...thousand, name: "gate, 1000 keys, by path", count: 1_000, requests: true },
      { name: "gate, 1000 keys, no usage", target: silent, count: 1_000 },
      { ...thousand, name: "gate, batches of 100", count: 1_000, batch: 100 },
      ...gates.slice(2),
    ];
    const cases = all.filter(({ name }) => only?.test(name) ?? true);
    await sweep(silent, thousand.count);
    const rest = await atRest(gates.length + 1);
    for (let round = 1; round <= (short ? 3 : 5); round++) {
      for (const each of cases) await run(round, seconds, each);
    }
    await runSteadily(gates.filter(({ name }) => only?.test(name) ?? true).slice(short ? -1 : 0));
    if (only?.test("recording") ?? true) await comparePairs(thousand.target, silent);
    if (only) return { rows, rest };
    await run(0, null, { ...thousand, name: `junk, ${most} keys`, count: most, junk: true });
    await end(targets.splice(1));
    const portal = await start("portal", "../portal.js");
    const next: Case[] = [
      bare,
      { name: "portal, 1000 keys", target: portal, count: 1_000 },
      { name: "empty Next route", target: portal, count: 1_000, path: "/v1/nothing" },
    ];
    for (let round = -2; round < 0; round++) {
      for (const each of next) await run(round, seconds, each);
    }
    return { rows, rest };
  } finally {
    load.stop();
    await end(targets);
    await sql.end();
  }
}
