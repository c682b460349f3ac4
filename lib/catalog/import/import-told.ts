import type { ImportWish } from "./fields";
import type { Plan } from "./plan";
import type { Wanted } from "./wanted";

const most = 50;

/** What the audit log is told of an import: how much was done, and the first of each kind. */
export function importTold(plan: Plan, wanted: Wanted, wish: ImportWish): Record<string, unknown> {
  const { added, changed, removed, kept, affectedGrants, skipped } = plan;
  return {
    document: `${wanted.title} ${wanted.version}`.trim(),
    from: wish.url === undefined ? undefined : sourceOf(wish.url),
    prefix: wish.prefix || undefined,
    added: told(added, ({ name }) => name),
    changed: told(byWeight(changed), ({ name, before, after }) => ({ name, before, after })),
    removed: told(removed, ({ name }) => name),
    affectedGrants: told(
      affectedGrants,
      ({ application, grant, effect }) => `${application.name}: ${grant} ${effect}`,
    ),
    kept: kept.length,
    skipped: skipped.length,
  };
}

/** Without a query, where a secret may stand. */
const sourceOf = (url: string) => url.split(/[?#]/)[0]?.replace(/\/\/[^/@]*@/, "//");

const told = <T>(all: T[], tell: (one: T) => unknown) =>
  all.length === 0 ? undefined : { count: all.length, first: all.slice(0, most).map(tell) };

/** First what requires another permission than before. */
const byWeight = (changed: Plan["changed"]) =>
  changed.toSorted((a, b) => Number("permission" in b.after) - Number("permission" in a.after));
