import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { type ApplicationId, toUuid } from "@/lib/ids";
import { countsOf, latenciesOf } from "@/lib/usage/counted";
import { compose, foldsOf, type Segment } from "@/lib/usage/segments";
import type { Measured } from "./judge";

/** What came for an application from `from` to before `to`: whole minutes, in milliseconds since 1970. */
export type Window = { application: ApplicationId; from: number; to: number; latencies: boolean };

type Sums = { -readonly [K in keyof Measured]: Measured[K] } & { latencies: Map<number, number> };

export const noSums = (): Sums => ({ total: 0, refused: 0, limited: 0, latencies: new Map() });

export function addVerdicts(sums: Sums, outcome: string | undefined, count: number): void {
  sums.total += count;
  if (outcome !== "VALID") sums.refused += count;
  if (outcome === "RATE_LIMITED") sums.limited += count;
}

/** What came within each of these windows, as far as counted, in their order. */
export async function measure(
  tx: Transaction,
  actor: Actor,
  windows: readonly Window[],
): Promise<Measured[]> {
  if (windows.length === 0) return [];
  const [from, to] = [
    Math.min(...windows.map((one) => one.from)),
    Math.max(...windows.map((one) => one.to)),
  ];
  const folds = await foldsOf(tx, from, to);
  const found = new Map<string, Sums>();
  const markOf = ({ from, to }: Window, application: string) => `${from} ${to} ${application}`;
  const times = new Map(windows.map((one) => [markOf(one, ""), one]));
  for (const time of times.values()) {
    const alike = windows.filter((one) => one.from === time.from && one.to === time.to);
    const segments = compose([time.from, time.to], folds);
    const uuids = new Set(alike.map(({ application }) => toUuid("app", application)));
    for (const uuid of uuids) found.set(markOf(time, uuid), noSums());
    const counts = await countsOf(tx, actor, {
      segments,
      scope: {},
      by: ["application", "outcome"],
      among: { noun: "application", ids: [...uuids] },
    });
    for (const { application = "", outcome, count } of counts) {
      const sums = found.get(markOf(time, application));
      if (sums) addVerdicts(sums, outcome, count);
    }
    for (const application of new Set(alike.flatMap((one) => latent(one)))) {
      const sums = found.get(markOf(time, toUuid("app", application)));
      if (sums) sums.latencies = await latenciesIn(tx, actor, application, segments, time);
    }
  }
  return windows.map((one) => found.get(markOf(one, toUuid("app", one.application))) ?? noSums());
}

const latent = ({ application, latencies }: Window) => (latencies ? [application] : []);

async function latenciesIn(
  tx: Transaction,
  actor: Actor,
  application: ApplicationId,
  segments: readonly Segment[],
  { from, to }: Window,
): Promise<Map<number, number>> {
  const ask = { segments, scope: { application }, edges: [from, to] };
  const rows = await latenciesOf(tx, actor, ask);
  return new Map(rows.map(({ bucket, count }) => [bucket, count]));
}
