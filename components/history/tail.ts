import type { UsageEvent } from "@/lib/usage/summary";

/** As many rows of a tail are shown, and as many wait; of more only the newest. */
export const mostRows = 500;

/** Whoever connects is told again what came in the last ten seconds; rows take some of them to come. */
const toldAgainMs = 8000;

/** Whether rows may have come that are neither known nor told again. */
export const isGap = (knownUntil: number, now: number) => now - knownUntil > toldAgainMs;

export type Tail = {
  on: boolean;
  connection: "opening" | "open" | "lost";
  paused: boolean;
  /** Newest first, as `waiting`, which came while nothing was to move. */
  shown: UsageEvent[];
  waiting: UsageEvent[];
  /** How many came meanwhile, also those that are not kept. */
  waitingCount: number;
  /** How many came since it began. */
  received: number;
  /** How many of them are not told: too many came at once. */
  skipped: number;
  /** Whether more came than is shown, so that what is older does not follow on it. */
  isCut: boolean;
};

export type TailChange =
  | { type: "switched"; on: boolean }
  | { type: "reset" }
  | { type: "connection"; connection: Tail["connection"] }
  | { type: "paused" }
  | { type: "resumed" }
  | { type: "skipped"; count: number }
  | { type: "received"; events: UsageEvent[]; held: boolean };

export const noTail: Tail = {
  on: false,
  connection: "opening",
  paused: false,
  shown: [],
  waiting: [],
  waitingCount: 0,
  received: 0,
  skipped: 0,
  isCut: false,
};

export function changeTail(tail: Tail, change: TailChange): Tail {
  switch (change.type) {
    case "switched":
      return change.on ? { ...tail, on: true, connection: "opening" } : off(show(tail));
    case "reset":
      return { ...noTail, on: tail.on, connection: tail.connection };
    case "connection":
      return { ...tail, connection: change.connection };
    case "paused":
      return { ...tail, paused: true };
    case "resumed":
      return show({ ...tail, paused: false });
    case "skipped":
      return { ...tail, skipped: tail.skipped + change.count, isCut: true };
    case "received": {
      const fresh = without(without(change.events, tail.shown), tail.waiting);
      if (fresh.length === 0) return tail;
      const received = tail.received + fresh.length;
      if (!change.held && !tail.paused) return show({ ...tail, received, waiting: fresh });
      const waiting = merge(fresh, tail.waiting).slice(0, mostRows);
      const waitingCount = tail.waitingCount + fresh.length;
      return { ...tail, received, waiting, waitingCount };
    }
  }
}

const off = (tail: Tail): Tail => ({ ...tail, on: false, paused: false });

function show(tail: Tail): Tail {
  const all = merge(tail.waiting, tail.shown);
  return {
    ...tail,
    shown: all.slice(0, mostRows),
    waiting: [],
    waitingCount: 0,
    isCut: tail.isCut || all.length > mostRows || tail.waitingCount > mostRows,
  };
}

/** Newest first, each row once. */
export function merge(some: UsageEvent[], others: UsageEvent[]): UsageEvent[] {
  const fresh = without(some, others);
  if (fresh.length === 0) return others;
  return [...fresh, ...others].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}

function without(some: UsageEvent[], others: UsageEvent[]): UsageEvent[] {
  const known = new Set(others.map(({ id }) => id));
  return some.filter(({ id }) => !known.has(id));
}
