import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { type ApplicationId, type KeyId, toUuid } from "@/lib/ids";
import { type Ask, type Counted, countsOf, idOf, readingCounts } from "./counted";
import { floor, hourMs } from "./period";
import { withinBound } from "./scope";
import { compose, foldsOf } from "./segments";
import type { Sparkline } from "./summary";

const hours = 24;

/** The last 24 hours of each of these, by id; what is unknown was asked for nothing. Throws 403. */
export async function usageSparklines(
  actor: Actor,
  of: { applications: readonly ApplicationId[] } | { keys: readonly KeyId[] },
): Promise<Map<string, Sparkline>> {
  authorize(actor, "usage.read");
  const noun = "keys" in of ? "key" : "application";
  const ids: readonly string[] = "keys" in of ? of.keys : of.applications;
  const uuids =
    "keys" in of
      ? of.keys.map((id) => toUuid("key", id))
      : of.applications.map((id) => toUuid("app", id));
  const lines = new Map(ids.map((id) => [id, empty()]));
  if (ids.length === 0) return lines;
  const ask = { by: [noun, "outcome"], among: { noun, ids: uuids } } as const;
  for (const row of await lastHours(actor, ask)) {
    const line = lines.get(idOf(noun, row[noun] ?? "") ?? "");
    if (line) add(line, row);
  }
  return lines;
}

/** The last 24 hours of the organization, or of what a service token is bound to. Throws 403. */
export async function organizationSparkline(actor: Actor): Promise<Sparkline> {
  authorize(actor, "usage.read");
  const line = empty();
  for (const row of await lastHours(actor, { by: ["outcome"] })) add(line, row);
  return line;
}

function lastHours(actor: Actor, ask: Pick<Ask, "by" | "among">): Promise<Counted[]> {
  const now = Date.now();
  const end = floor(now, hourMs) + hourMs;
  const edges = Array.from({ length: hours + 1 }, (_, i) => end - (hours - i) * hourMs);
  return readingCounts(actor, async (tx) => {
    const folds = await foldsOf(tx, end - hours * hourMs, end);
    const segments = compose(edges, folds, now);
    return countsOf(tx, actor, { ...ask, scope: withinBound(actor, {}), segments, edges });
  });
}

const empty = (): Sparkline => ({
  points: new Array<number>(hours).fill(0),
  total: 0,
  refused: 0,
});

function add(line: Sparkline, { bar, outcome, count }: Counted): void {
  line.points[bar] = (line.points[bar] ?? 0) + count;
  line.total += count;
  if (outcome !== "VALID") line.refused += count;
}
