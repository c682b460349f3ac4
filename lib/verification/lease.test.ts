import { expect, test } from "vitest";
import { Lease } from "./lease";

test("a clock that steps, or a machine that slept, voids the lease", () => {
  let [monotonic, wall] = [1000, 1_000_000];
  const lease = new Lease({ monotonic: () => monotonic, wall: () => wall });
  expect(lease.holds()).toBe(false);
  lease.renewed(lease.now());
  expect(lease.holds()).toBe(true);
  monotonic += 899;
  wall += 899;
  expect(lease.holds()).toBe(true);
  monotonic += 2;
  wall += 2;
  expect(lease.holds()).toBe(false);
  lease.renewed(lease.now());
  for (const step of [3_600_000, -3_600_000, 150]) {
    wall += step;
    expect(lease.holds()).toBe(false);
    lease.renewed(lease.now());
    expect(lease.holds()).toBe(true);
  }
});
