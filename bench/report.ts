import { cpus, release, totalmem } from "node:os";
import { placement } from "./processes";
import { type Measured, type Row, recordingPair, steady } from "./rounds";

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const rate = (row: Row) => row.keys / row.seconds;

const explanation = `Rates are verifications per second over 64 kept connections, medians of interleaved
rounds; *ratio* is to bare \`node:http\`, which parses the same JSON, hashes once and answers as many
bytes, in the same round. *CPU* is the processor time of the server alone, all its threads, per
verification, and its ratio to bare says what the gate costs apart from the database and the load,
which share the machine with it. Service token, limits, quota and usage are on; beyond 1,000 keys
only the first 1,000 have limits. *Statements* are all that the database was told, by all gates
together and with \`begin\` and \`commit\`: flushes, renewals and limits too; *steady* rows are one run of a
gate each, while the others rest. Cold rows and junk are one sweep each. The portal asks the database each time; the empty route answers 404.`;

/** How far a row is from another, from bare, in the median of the rounds. */
function against(
  rows: Row[],
  name: string,
  value: (row: Row) => number,
  other: string = "bare",
): number {
  const bare = new Map(rows.filter((row) => row.name === other).map((row) => [row.round, row]));
  const own = rows.filter((row) => row.name === name);
  return median(
    own.flatMap((row) => {
      const base = bare.get(row.round);
      return base ? [value(row) / value(base)] : [];
    }),
  );
}

/** Throws where a figure is far from what is promised: loosely, for machines that do other things. */
export function expectSound(
  rows: Row[],
  { matchNs, rest }: { matchNs: number; rest: Measured["rest"] },
): void {
  if (!(matchNs < 2_000)) throw new Error(`A path is matched in ${matchNs.toFixed(0)} ns.`);
  const cpu = 1 / against(rows, "gate, 1000 keys", (row) => row.cpu);
  const ratio = Number.isNaN(cpu) ? against(rows, "gate, 1000 keys", rate) : cpu;
  if (!(ratio > 0.3)) throw new Error(`The gate reached ${ratio.toFixed(2)} of bare node:http.`);
  const own = rows.filter(({ name }) => name === "gate, 1000 keys");
  const valid = Math.min(...own.map((row) => row.valid / row.keys));
  if (!(valid > 0.99)) throw new Error(`Only ${valid.toFixed(3)} of the verdicts were valid.`);
  const told = Math.max(...statementsOf(rows, rest).map((row) => row.told));
  if (!(told > 0 && told < 12))
    throw new Error(`The gate made ${told.toFixed(1)} statements a second.`);
}

/** Statements a second of each gate that was asked steadily, without those of the gates at rest. */
const statementsOf = (rows: Row[], { statements, gates }: Measured["rest"]) =>
  rows
    .filter(({ name }) => name.startsWith(steady))
    .map((row) => ({ ...row, told: row.statements / row.seconds - statements * (gates - 1) }));

function statementWords(rows: Row[], rest: Measured["rest"]): string {
  const each = statementsOf(rows, rest).map(
    ({ name, told }) => `${told.toFixed(1)} (${name.slice(steady.length)})`,
  );
  return `
A gate that nobody asks tells the database ${rest.statements.toFixed(1)} statements a second; one that is asked steadily
${each.join(", ")}.
`;
}

/** What recording costs, where pairs were run. */
function recordingWords(rows: Row[]): string {
  const { on, off } = recordingPair;
  const kept = against(rows, on, rate, off);
  if (Number.isNaN(kept)) return "";
  const percent = (share: number) => `${((share - 1) * 100).toFixed(1)} %`;
  const pairs = rows.filter(({ name }) => name === on).length;
  return `
Recording usage, in the median of ${pairs} pairs, each gate first in half of them: rate
${percent(kept)}, processor time of the gate ${percent(against(rows, on, ({ cpu }) => cpu, off))}, counting included.
`;
}

/** What was measured, as Markdown. */
export function report(
  rows: Row[],
  {
    short,
    matchNs,
    busy,
    rest,
  }: { short: boolean; matchNs: number; busy: number; rest: Measured["rest"] },
): string {
  const lines = [...new Set(rows.map(({ name }) => name))].map((name) => {
    const own = rows.filter((row) => row.name === name);
    const shown = (value: number, digits = 2) => (Number.isNaN(value) ? "" : value.toFixed(digits));
    const failed = own.reduce(
      (sum, { status }) =>
        sum + Object.entries(status).reduce((n, [code, m]) => n + (code === "200" ? 0 : m), 0),
      0,
    );
    const cells = [
      name,
      shown(median(own.map(rate)), 0),
      shown(against(rows, name, rate)),
      shown(median(own.map(({ cpu }) => cpu)), 1),
      shown(1 / against(rows, name, ({ cpu }) => cpu)),
      shown(median(own.map(({ p50 }) => p50))),
      shown(median(own.map(({ p99 }) => p99))),
      shown(against(rows, name, ({ p99 }) => p99)),
      shown(median(own.map((row) => row.statements / row.seconds)), 1),
      shown(median(own.map((row) => (row.statements / row.keys) * 1e6)), 0),
      shown(median(own.map(({ rss }) => rss)), 0),
      `${failed}`,
    ];
    return `| ${cells.join(" | ")} |`;
  });
  const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Node ${process.version}; ${placement}; load average ${busy.toFixed(1)} before it began`;
  return `# What the gate does, measured

${new Date().toISOString().slice(0, 10)}, \`npm run bench${short ? " -- --short" : ""}\`, ${machine}.

${explanation}

| case | rate /s | ratio | CPU µs | CPU ratio | p50 ms | p99 ms | p99 ratio | statements /s | statements per 10⁶ | RSS MB | not 200 |
|---|---|---|---|---|---|---|---|---|---|---|---|
${lines.join("\n")}

A path is matched with one of 5,000 endpoints in ${matchNs.toFixed(0)} ns; *by path* asks about such ones.
${statementWords(rows, rest)}${recordingWords(rows)}`;
}
