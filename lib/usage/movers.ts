import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import type { ApplicationId } from "@/lib/ids";
import { idOf, mostOf, readingCounts } from "./counted";
import { namesOf } from "./names";
import { dayMs, floor, minuteMs } from "./period";
import { withinBound } from "./scope";
import { compose, foldsOf } from "./segments";

/** Of an application, requests of the last 24 hours and of the 24 before; `id` null: of unknown keys. */
export type Mover = {
  id: ApplicationId | null;
  name: string;
  /** It was deleted: nothing more can be shown of it. */
  isGone: boolean;
  count: number;
  before: number;
};

const most = 5;

/** The applications whose requests changed most since yesterday, at most five. Throws 403. */
export async function topMovers(actor: Actor): Promise<Mover[]> {
  authorize(actor, "usage.read");
  const now = Date.now();
  const to = floor(now, minuteMs) + minuteMs;
  const scope = withinBound(actor, {});
  return readingCounts(actor, async (tx) => {
    const folds = await foldsOf(tx, to - 2 * dayMs, to);
    const countsIn = async (from: number) => {
      const segments = compose([from, from + dayMs], folds, now);
      const { application = [] } = await mostOf(tx, actor, ["application"], { scope, segments });
      return new Map(application.map(({ id, count }) => [id, count]));
    };
    const counts = await countsIn(to - dayMs);
    const before = await countsIn(to - 2 * dayMs);
    const moved = [...new Set([...counts.keys(), ...before.keys()])]
      .map((id) => ({ id, count: counts.get(id) ?? 0, before: before.get(id) ?? 0 }))
      .filter(({ count, before }) => count !== before)
      .sort((a, b) => distance(b) - distance(a) || (a.id < b.id ? -1 : 1))
      .slice(0, most);
    const ids = moved.map(({ id }) => id);
    const nameOf = await namesOf(tx, actor, "application", ids);
    return moved.map(({ id, ...counted }) => ({
      id: idOf("application", id),
      ...nameOf(id),
      ...counted,
    }));
  });
}

const distance = ({ count, before }: { count: number; before: number }) => Math.abs(count - before);
