import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Pace } from "./pace";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const clock = { monotonic: () => performance.now(), wall: () => Date.now() };

function counted(next: "now" | "soon" | "rest", takesMs = 2) {
  const seen = { runs: 0, atOnce: 0, most: 0 };
  const exchange = async () => {
    seen.runs++;
    seen.most = Math.max(seen.most, ++seen.atOnce);
    await new Promise((done) => setTimeout(done, takesMs));
    seen.atOnce--;
    return next;
  };
  return { seen, pace: new Pace(exchange, clock) };
}

test("whoever asks in one turn comes along, at once", async () => {
  const { seen, pace } = counted("rest");
  for (let i = 0; i < 100; i++) pace.now();
  await vi.advanceTimersByTimeAsync(1);
  expect(seen.runs).toBe(1);
});

test("under pressure about ten a second, one at a time", async () => {
  const { seen, pace } = counted("now");
  const pressing = setInterval(() => pace.now(), 1);
  await vi.advanceTimersByTimeAsync(10_000);
  clearInterval(pressing);
  expect(seen.runs).toBeGreaterThanOrEqual(95);
  expect(seen.runs).toBeLessThanOrEqual(106);
  expect(seen.most).toBe(1);
});

test("the first look at a key waits for no allowance", async () => {
  const { seen, pace } = counted("rest");
  const pressing = setInterval(() => pace.atOnce(), 1);
  await vi.advanceTimersByTimeAsync(1000);
  clearInterval(pressing);
  expect(seen.runs).toBeGreaterThan(200);
  expect(seen.most).toBe(1);
});

test("without pressure five a second at most", async () => {
  const { seen, pace } = counted("rest");
  const asking = setInterval(() => pace.soon(), 1);
  await vi.advanceTimersByTimeAsync(10_000);
  clearInterval(asking);
  expect(seen.runs).toBeGreaterThanOrEqual(45);
  expect(seen.runs).toBeLessThanOrEqual(50);
});

test("what is urgent does not wait for what is not", async () => {
  const { seen, pace } = counted("rest");
  pace.soon();
  pace.now();
  await vi.advanceTimersByTimeAsync(1);
  expect(seen.runs).toBe(1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(seen.runs).toBe(1);
});

test("once stopped it runs no more, and what runs is waited for", async () => {
  const { seen, pace } = counted("now", 50);
  pace.now();
  await vi.advanceTimersByTimeAsync(1);
  const stopped = pace.stop();
  await vi.advanceTimersByTimeAsync(1000);
  await stopped;
  expect(seen).toEqual({ runs: 1, atOnce: 0, most: 1 });
});
