import { expect, test } from "vitest";
import { newId } from "@/lib/ids";
import type { UsageEvent } from "@/lib/usage/summary";
import { changeTail, isGap, merge, mostRows, noTail, type Tail, type TailChange } from "./tail";

const event = (second: number): UsageEvent => ({
  id: newId("evt"),
  at: new Date(Date.UTC(2026, 10, 21) + second * 1000).toISOString(),
  organizationId: newId("org"),
  requestId: newId("req"),
  application: null,
  key: null,
  api: null,
  endpoint: null,
  method: null,
  path: null,
  environment: null,
  outcome: "VALID",
  cost: 1,
  userAgent: null,
  tags: [],
  gate: null,
  latencyMicros: 100,
  oneOf: 1,
});

const run = (changes: TailChange[]): Tail =>
  changes.reduce(changeTail, changeTail(noTail, { type: "switched", on: true }));
const [first, second, third] = [event(1), event(2), event(3)];

test("rows come newest first and each once", () => {
  const tail = run([
    { type: "received", events: [first], held: false },
    { type: "received", events: [third, second, first], held: false },
  ]);
  expect(tail.shown).toEqual([third, second, first]);
  expect(tail.received).toBe(3);
  expect(merge([second], [third, first])).toEqual([third, second, first]);
});

test("while it is paused or held rows wait and are counted, then come at once", () => {
  const paused = run([
    { type: "received", events: [first], held: false },
    { type: "paused" },
    { type: "received", events: [second], held: false },
    { type: "received", events: [third], held: true },
  ]);
  expect(paused).toMatchObject({ shown: [first], waitingCount: 2, paused: true });
  expect(changeTail(paused, { type: "resumed" })).toMatchObject({
    shown: [third, second, first],
    waiting: [],
    waitingCount: 0,
    paused: false,
  });
});

test("it keeps so many rows and says that some are missing", () => {
  const many = Array.from({ length: mostRows + 1 }, (_, index) => event(index)).reverse();
  const tail = run([{ type: "received", events: many, held: false }]);
  expect(tail.shown).toEqual(many.slice(0, mostRows));
  expect(tail.isCut).toBe(true);
  const held = run([{ type: "received", events: many, held: true }, { type: "resumed" }]);
  expect(held).toMatchObject({ isCut: true });
  expect(held.shown).toHaveLength(mostRows);
});

test("rows that come twice are counted once, and those that are not told leave a gap", () => {
  const tail = run([
    { type: "received", events: [second, first], held: true },
    { type: "received", events: [third, second, first], held: true },
    { type: "skipped", count: 7 },
  ]);
  expect(tail).toMatchObject({ waitingCount: 3, received: 3, skipped: 7, isCut: true });
});

test("what came while nobody listened is told again only for a while", () => {
  expect(isGap(100_000, 105_000)).toBe(false);
  expect(isGap(100_000, 110_000)).toBe(true);
});

test("other filters begin anew, switched off it keeps what it has", () => {
  const tail = run([
    { type: "received", events: [first], held: false },
    { type: "paused" },
    { type: "received", events: [second], held: false },
  ]);
  expect(changeTail(tail, { type: "reset" })).toEqual({ ...noTail, on: true });
  expect(changeTail(tail, { type: "switched", on: false })).toMatchObject({
    on: false,
    paused: false,
    shown: [second, first],
  });
});
