import { beforeEach, describe, expect, test } from "vitest";
import { Freshness } from "./freshness.js";

const gateEpoch = 1_800_000_000_000;
let monotonic: number;
let wall: number;
let freshness: Freshness;

/** Time passes here and at the gate. */
function pass(ms: number) {
  monotonic += ms;
  wall += ms;
}

/** The gate's clock; it differs from ours. */
const gateNow = () => gateEpoch + monotonic;

function beats(count: number) {
  for (let i = 0; i < count; i += 1) {
    pass(5_000);
    freshness.heartbeat(gateNow());
  }
}

beforeEach(() => {
  monotonic = 1_000;
  wall = 1_700_000_000_000;
  freshness = new Freshness({ monotonic: () => monotonic, wall: () => wall }, 30_000);
  freshness.connect();
});

describe("freshness", () => {
  test("is none before the first heartbeat", () => {
    expect(freshness.isFresh()).toBe(false);
  });

  test("lasts as long as was asked for, to the millisecond", () => {
    freshness.heartbeat(gateNow());
    pass(30_000);
    expect(freshness.isFresh()).toBe(true);
    pass(1);
    expect(freshness.isFresh()).toBe(false);
  });

  test("counts a first heartbeat that was held up from when the connection was asked for", () => {
    const at = gateNow();
    pass(20_000);
    freshness.heartbeat(at);
    expect(freshness.age()).toBe(20_000);
  });

  test("counts heartbeats that waited for a frozen process from when they were made", () => {
    freshness.heartbeat(gateNow());
    beats(3);
    const at = gateNow();
    pass(60_000);
    for (const ms of [5_000, 10_000, 15_000]) freshness.heartbeat(at + ms);
    expect(freshness.isFresh()).toBe(false);
    freshness.heartbeat(at + 60_000);
    expect(freshness.age()).toBeLessThan(100);
  });

  test("is not fooled by ten minutes of heartbeats that waited", () => {
    beats(3);
    const at = gateNow();
    pass(600_000);
    for (let ms = 0; ms < 560_000; ms += 5_000) freshness.heartbeat(at + ms);
    expect(freshness.isFresh()).toBe(false);
  });

  test("goes by the other clock where the machine slept and the monotonic one stood still", () => {
    beats(3);
    const at = gateNow();
    wall += 3_600_000;
    expect(freshness.isFresh()).toBe(false);
    freshness.heartbeat(at + 5_000);
    expect(freshness.isFresh()).toBe(false);
  });

  test("doesn't last longer because our clock is set back", () => {
    beats(3);
    wall -= 3_600_000;
    pass(30_001);
    expect(freshness.isFresh()).toBe(false);
  });

  test("a clock of the gate that is set needs a new connection only when it is set back", () => {
    beats(3);
    pass(5_000);
    freshness.heartbeat(gateNow() + 3_600_000);
    expect(freshness.isFresh()).toBe(true);
    pass(31_000);
    freshness.heartbeat(gateNow());
    expect(freshness.isFresh()).toBe(false);
    freshness.connect();
    freshness.heartbeat(gateNow());
    expect(freshness.isFresh()).toBe(true);
  });

  test("is none once a new connection has replaced what was known, until it is heard", () => {
    beats(3);
    freshness.doubt();
    expect(freshness.isFresh()).toBe(true);
    freshness.connect();
    expect(freshness.isFresh()).toBe(true);
    freshness.doubt();
    expect(freshness.isFresh()).toBe(false);
    pass(1_000);
    freshness.heartbeat(gateNow());
    expect(freshness.age()).toBe(1_000);
  });

  test("follows a gate whose clock is slower for a month", () => {
    let at = gateNow();
    for (let i = 0; i < 518_400; i += 1) {
      pass(5_000);
      at += 5_000 - 2;
      freshness.heartbeat(at);
    }
    expect(freshness.age()).toBeLessThan(100);
  });
});
