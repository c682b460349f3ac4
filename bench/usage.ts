import { closeDatabase } from "@/db/client";
import type { MemberActor } from "@/lib/access/actor";
import { createApplication } from "@/lib/applications/create";
import { listEvents } from "@/lib/history/list-events";
import { newId } from "@/lib/ids";
import { mintOrganization } from "@/lib/testing/organization";
import { getUsage } from "@/lib/usage/get";
import { usageAskers, usageCalled } from "@/lib/usage/leaders";
import { usageReport } from "@/lib/usage/report";
import type { Filled } from "./fill";
import { fillHistory } from "./history-fill";
import { fillUsage } from "./usage-fill";
import { type Ingested, measureIngest } from "./usage-ingest";

type Timed = { name: string; p50: number; p95: number };

export type UsageFigures = {
  verdicts: number;
  keys: number;
  /** How many minutes no hour was made of. */
  unmade: number;
  dashboards: Timed[];
  rows: number;
  searches: Timed[];
  ingested: Ingested;
};

type Setting = Filled & { short: boolean; dataDir: string; superuserUrl: string };

const hour = 3_600_000;
const days = 30;

/** What is drawn from counts, what is found in the history, and how fast both are written. */
export async function measureUsage(setting: Setting): Promise<UsageFigures> {
  const { short } = setting;
  const superuserUrl = Object.assign(new URL(setting.superuserUrl), {
    pathname: "/portcullis",
  }).href;
  const ingested = await measureIngest(setting);
  const verdicts = short ? 1e6 : 1e8;
  const keys = short ? 1_000 : 10_000;
  const organization = await mintOrganization();
  const applications = short ? 50 : 500;
  const filled = await told("counts", () =>
    fillUsage(superuserUrl, {
      organizationId: organization.id,
      applications,
      keys,
      days,
      verdicts,
    }),
  );
  const times = short ? 10 : 40;
  const dashboards = await dashboardsOf(organization.owner, filled, times);
  const rows = short ? 1e5 : 1e7;
  const searches = await searchesOf(superuserUrl, rows, times);
  await closeDatabase(1);
  return { verdicts, keys, unmade: filled.unmade, dashboards, rows, searches, ingested };
}

async function told<T>(what: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await work();
  console.log(`${what} filled in ${((performance.now() - began) / 1000).toFixed(0)} s`);
  return result;
}

async function timed(name: string, many: number, work: () => Promise<unknown>): Promise<Timed> {
  const all: number[] = [];
  for (let i = -2; i < many; i++) {
    const began = performance.now();
    await work();
    if (i >= 0) all.push(performance.now() - began);
  }
  const sorted = all.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  const figures = { name, p50: at(0.5), p95: at(0.95) };
  console.log(`${name.padEnd(48)} p50 ${figures.p50.toFixed(1)} p95 ${figures.p95.toFixed(1)} ms`);
  return figures;
}

async function dashboardsOf(
  owner: MemberActor,
  { application, key }: Awaited<ReturnType<typeof fillUsage>>,
  times: number,
): Promise<Timed[]> {
  const zone = "Europe/Berlin";
  const scopes = {
    organization: {},
    application: { application },
    key: { key },
    API: { api: "api-1" },
  };
  const figures: Timed[] = [];
  for (const [noun, scope] of Object.entries(scopes)) {
    for (const range of noun === "organization" ? ["1h", "24h", "7d", "30d"] : ["30d"]) {
      const query = { ...scope, range, zone };
      figures.push(await timed(`${noun}, ${range}: chart`, times, () => usageReport(owner, query)));
      figures.push(
        await timed(`${noun}, ${range}: who asks most`, times, () => usageAskers(owner, query)),
        await timed(`${noun}, ${range}: most asked for`, times, () => usageCalled(owner, query)),
      );
    }
  }
  const to = new Date(Math.floor(Date.now() / hour) * hour);
  const from = new Date(to.getTime() - (days - 1) * 24 * hour);
  const range = { from: from.toISOString(), to: to.toISOString(), bucket: "day" };
  const asked = { ...range, groupBy: "outcome,environment" };
  figures.push(
    await timed("GET /v1/usage, 29 days by outcome", times, () => getUsage(owner, asked)),
  );
  return figures;
}

async function searchesOf(superuserUrl: string, rows: number, times: number): Promise<Timed[]> {
  const { id: organizationId, owner } = await mintOrganization();
  const wish = { baseUrl: "https://crm.example" };
  const applicationIds = await Promise.all(
    [1, 2, 3, 4, 5].map(
      async (n) => (await createApplication(owner, { ...wish, name: `App ${n}` })).id,
    ),
  );
  const keyIds = Array.from({ length: 1_000 }, () => newId("key"));
  await told("history", () =>
    fillHistory(superuserUrl, { organizationId, applicationIds, keyIds, rows, days }),
  );
  const any = <T>(list: readonly T[]) => list[Math.floor(Math.random() * list.length)] as T;
  const span = () => {
    const from = Date.now() - (1 + Math.random() * (days - 2)) * 24 * hour;
    const to = from + (1 + Math.random() * 48) * hour;
    const iso = (at: number) => new Date(Math.min(at, Date.now())).toISOString();
    return { range: "custom", from: iso(from), to: iso(to) };
  };
  const key = () => any(keyIds);
  const kinds: [string, () => object][] = [
    ["by key and range", () => ({ ...span(), key: key() })],
    ["by key, refusals of 30 days", () => ({ range: "30d", key: key(), outcome: "refused" })],
    [
      "by application and outcome",
      () => ({ ...span(), application: any(applicationIds), outcome: "EXPIRED" }),
    ],
    ["the newest of all", () => ({ range: "30d" })],
    ["by network, which nobody had", () => ({ range: "30d", network: "198.51.100.7" })],
  ];
  const figures: Timed[] = [];
  for (const [name, query] of kinds) {
    figures.push(await timed(name, times * 2, () => listEvents(owner, query())));
  }
  return figures;
}

/** Throws where a figure isn't what is promised; in the short form far from it. */
export function expectUsageSound(figures: UsageFigures, { short }: { short: boolean }): void {
  const { dashboards, searches, ingested } = figures;
  const [chart, search, rate] = short ? [3_000, 3_000, 500] : [100, 200, 20_000];
  const words = [
    ...dashboards
      .filter(({ p95 }) => !(p95 <= chart))
      .map(({ name, p95 }) => `${name} took ${p95.toFixed(0)} ms`),
    ...searches
      .filter(({ p95 }) => !(p95 <= search))
      .map(({ name, p95 }) => `searching ${name} took ${p95.toFixed(0)} ms`),
    ...(ingested.rowsPerSecond >= rate
      ? []
      : [`${ingested.rowsPerSecond.toFixed(0)} rows of history were written in a second`]),
  ];
  if (words.length > 0) throw new Error(`Usage: ${words.join("; ")}.`);
}

/** What was measured, as Markdown. */
export function reportUsage({
  verdicts,
  keys,
  unmade,
  dashboards,
  rows,
  searches,
  ingested,
}: UsageFigures): string {
  const table = (all: Timed[]) =>
    ["| | p50 ms | p95 ms |", "|---|---|---|"]
      .concat(
        all.map(({ name, p50, p95 }) => `| ${name} | ${p50.toFixed(1)} | ${p95.toFixed(1)} |`),
      )
      .join("\n");
  return `
## Usage and access history

Verbs of the portal called in one process, their database beside them, one after another. Charts and
leaders, each asked for alone as a page does, over counts of which the last ${unmade} minutes were not made
hours yet, worth ${verdicts.toLocaleString("en-US")} verifications of ${keys.toLocaleString("en-US")} keys in ${days} days:

${table(dashboards)}

Searches, a page of 50 each, in ${rows.toLocaleString("en-US")} rows of history; a search that finds little looks at
20,000 rows, says how far back that was, and goes on when asked:

${table(searches)}

Written beside a gate under load (${Math.round(ingested.besideRate).toLocaleString("en-US")} verifications/s): ${ingested.rows.toLocaleString("en-US")} verdicts with
their rows of history in ${ingested.seconds.toFixed(1)} s, that is ${Math.round(ingested.rowsPerSecond).toLocaleString("en-US")} rows/s, by several writers as several gates would, from spool to commit.

How these grow: charts with the days of the range, and with the applications, APIs and outcomes that
it tells apart, not with verdicts nor, but for the charts of one key, with keys. Leaders besides with
the keys of the busiest applications, looked at until none of the others can lead. Searches with the
page and with how rare it is what they look for, up to 20,000 rows, not with the rows that are kept.
Writing with the rows alone: indexes are of one day.
`;
}
