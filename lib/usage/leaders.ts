import type { z } from "zod";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { parse } from "@/lib/parse";
import {
  type Ask,
  type IdOf,
  idOf,
  type Leading,
  type Most,
  mostOf,
  type Noun,
  readingCounts,
} from "./counted";
import { namesOf } from "./names";
import { periodBefore, periodOf } from "./period";
import { UsageQuery } from "./query";
import { findScope } from "./scope";
import { compose, foldsOf } from "./segments";
import type { UsageAskers, UsageCalled, UsageLeader } from "./summary";

const most = 10;

type Narrow = Pick<Ask, "scope" | "segments">;

/**
 * The ten applications and keys that asked most in a range, and what they had in the period before,
 * as long as this one so far (0 where that is kept no more). Throws as `usageReport`.
 */
export async function usageAskers(actor: Actor, query: unknown): Promise<UsageAskers> {
  authorize(actor, "usage.read");
  return lookAt(actor, parse(UsageQuery, query), mostAsking, async (of) => ({
    applications: await of("application"),
    keys: await of("key"),
  }));
}

/** The same of the ten APIs and endpoints that were asked for most. */
export async function usageCalled(actor: Actor, query: unknown): Promise<UsageCalled> {
  authorize(actor, "usage.read");
  return lookAt(actor, parse(UsageQuery, query), mostCalled, async (of) => ({
    apis: await of("api"),
    endpoints: await of("endpoint"),
  }));
}

function lookAt<T>(
  actor: Actor,
  wish: z.output<typeof UsageQuery>,
  find: Find,
  tell: (told: Told) => Promise<T>,
): Promise<T> {
  const now = Date.now();
  const period = periodOf(wish, now);
  const before = periodBefore(period, now);
  const whole = ({ edges }: { edges: number[] }) => [edges[0] ?? 0, edges.at(-1) ?? 0] as const;
  const [from, to] = whole(period);
  return readingCounts(actor, async (tx) => {
    const scope = await findScope(tx, actor, wish);
    const folds = await foldsOf(tx, before ? whole(before)[0] : from, to);
    const ask = { scope, segments: compose([from, to], folds, now) };
    const past = { scope, segments: before ? compose(whole(before), folds, now) : [] };
    const leading = await find(tx, actor, ask);
    const earlier = await earlierOf(tx, actor, past, leading);
    return tell(async (noun) =>
      leading[noun] ? told(tx, actor, noun, leading[noun], earlier[noun] ?? []) : null,
    );
  });
}

type Find = (tx: Transaction, actor: Actor, ask: Narrow) => Promise<Most>;
type Told = <N extends Noun>(noun: N) => Promise<UsageLeader<IdOf<N>>[] | null>;

/** The ten applications and keys, of which the scope leaves more than one. */
const mostAsking: Find = async (tx, actor, ask) => {
  const { application, key, endpoint } = ask.scope;
  if (key) return {};
  if (application) return mostOf(tx, actor, ["key"], ask, most);
  const askers = await askersOf(tx, actor, ask);
  if (endpoint) return topAmong(tx, actor, ["application", "key"], ask, askers);
  const { key: keys = [] } = await topAmong(tx, actor, ["key"], ask, askers);
  return { application: askers.slice(0, most), key: keys };
};

/** The ten APIs and endpoints, of which the scope leaves more than one. */
const mostCalled: Find = (tx, actor, ask) => {
  const nouns = (["api", "endpoint"] as const).filter((noun) => ask.scope[noun] === undefined);
  return mostOf(tx, actor, nouns, ask, most);
};

/** What the leaders had before; of APIs and endpoints, which are few, also what others had. */
async function earlierOf(tx: Transaction, actor: Actor, ask: Narrow, leading: Most): Promise<Most> {
  const ofMany = async (noun: "application" | "key") => {
    const ids = leading[noun]?.map(({ id }) => id) ?? [];
    return ids.length > 0 && mostOf(tx, actor, [noun], { ...ask, among: { noun, ids } });
  };
  const called = (["api", "endpoint"] as const).filter((noun) => leading[noun]);
  return {
    ...(await ofMany("application")),
    ...(await ofMany("key")),
    ...(await mostOf(tx, actor, called, ask)),
  };
}

/** All applications, the busiest first, by how often they asked for the API of the scope. */
async function askersOf(tx: Transaction, actor: Actor, { scope, segments }: Narrow) {
  const { endpoint: _, ...wider } = scope;
  const { application } = await mostOf(tx, actor, ["application"], { scope: wider, segments });
  return application ?? [];
}

/**
 * The most of what only the counts of keys tell, of which there are many: looked at application by
 * application, the busiest first, until none that is left has as much altogether.
 */
async function topAmong(
  tx: Transaction,
  actor: Actor,
  nouns: readonly ("application" | "key")[],
  ask: Narrow,
  askers: readonly Leading[],
): Promise<Most> {
  const found: Most = Object.fromEntries(nouns.map((noun) => [noun, []]));
  for (let done = 0; ; ) {
    const least = Math.min(...nouns.map((noun) => found[noun]?.[most - 1]?.count ?? 0));
    const next = askers
      .slice(done, done + Math.max(most, done))
      .filter(({ count }) => count >= least);
    if (next.length === 0) return found;
    done += next.length;
    const among = { noun: "application", ids: next.map(({ id }) => id) } as const;
    const more = await mostOf(tx, actor, nouns, { ...ask, among }, most);
    for (const noun of nouns) {
      const both = [...(found[noun] ?? []), ...(more[noun] ?? [])];
      found[noun] = both.sort(byCount).slice(0, most);
    }
  }
}

const byCount = (a: Leading, b: Leading) => b.count - a.count || (a.id < b.id ? -1 : 1);

async function told<N extends Noun>(
  tx: Transaction,
  actor: Actor,
  noun: N,
  leading: readonly Leading[],
  earlier: readonly Leading[],
): Promise<UsageLeader<IdOf<N>>[]> {
  const before = new Map(earlier.map(({ id, count }) => [id, count]));
  const nameOf = await namesOf(
    tx,
    actor,
    noun,
    leading.map(({ id }) => id),
  );
  return leading.map(({ id, count, refused }) => ({
    id: idOf(noun, id),
    ...nameOf(id),
    count,
    refused,
    before: before.get(id) ?? 0,
  }));
}
