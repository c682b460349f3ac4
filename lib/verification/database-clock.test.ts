import fc from "fast-check";
import { expect, test } from "vitest";
import { DatabaseClock } from "./database-clock";

const noon = Date.parse("2026-11-21T12:00:00.000Z");
const hour = 3_600_000;

/** A machine whose wall clock is an hour wrong, and a database whose clock is right. */
function machine({ wall = noon - hour, monotonic = 1000 } = {}) {
  const at = { wall, monotonic, database: noon };
  const clock = new DatabaseClock({ wall: () => at.wall, monotonic: () => at.monotonic });
  const pass = (ms: number) => {
    at.wall += ms;
    at.monotonic += ms;
    at.database += ms;
  };
  return {
    at,
    clock,
    pass,
    /** Asks the database, which answers after the one time and is heard after the other. */
    ask(there: number, back: number) {
      const sent = at.monotonic;
      pass(there);
      const told = at.database;
      pass(back);
      clock.learn(sent, at.monotonic, told);
    },
    error: () => Math.abs(clock.now() - at.database),
  };
}

test("what was never told is told by the wall clock", () => {
  expect(machine().clock.now()).toBe(noon - hour);
});

test("after one answer it is right to within half of what that took, whatever the wall clock says", () => {
  const { ask, error, at, pass } = machine();
  ask(0, 600);
  expect(error()).toBeLessThanOrEqual(300);
  at.wall += 7 * hour;
  pass(5000);
  expect(error()).toBeLessThanOrEqual(300);
});

test("a slow answer does not make worse what a quick one has told", () => {
  const { ask, error } = machine();
  ask(1, 1);
  expect(error()).toBeLessThan(2);
  ask(0, 600);
  expect(error()).toBeLessThan(2);
});

test("a database whose clock is set, or a machine that slept, is believed at once", () => {
  const { ask, error, at } = machine();
  ask(1, 1);
  at.database -= hour;
  ask(1, 1);
  expect(error()).toBeLessThan(2);
  // The monotonic clock stands still while a machine sleeps.
  at.database += 8 * hour;
  at.wall += 8 * hour;
  ask(1, 1);
  expect(error()).toBeLessThan(2);
});

test("it stays right while the clocks drift apart, however the answers come", () => {
  const answer = fc.tuple(fc.nat(300), fc.nat(300), fc.nat(2000), fc.integer({ min: -2, max: 2 }));
  fc.assert(
    fc.property(fc.array(answer, { minLength: 1, maxLength: 60 }), (answers) => {
      const { ask, error, at, pass } = machine();
      for (const [there, back, rest, drift] of answers) {
        ask(there, back);
        expect(error()).toBeLessThanOrEqual((there + back) / 2 + 2);
        pass(rest);
        at.database += (rest * drift) / 10_000;
        expect(error()).toBeLessThan(305);
      }
    }),
  );
});
