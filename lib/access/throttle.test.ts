import { describe, expect, it } from "vitest";
import { accountOf, buckets, networkOf, nextTry } from "./throttle";

const start = new Date("2027-01-01T00:00:00Z");
const later = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const bucket = { free: 5, longest: 900 };

describe("nextTry", () => {
  it.each([
    // failures, seconds since the last, wait, failures with this one
    [0, 0, 0, 1],
    [4, 0, 0, 5],
    [5, 0, 1, 6],
    [5, 1, 0, 6],
    [6, 0, 2, 7],
    [8, 0, 8, 9],
    [8, 3, 5, 9],
    [8, 8, 0, 9],
    [14, 0, 512, 15],
    [15, 0, 900, 16],
    [16, 0, 900, 16],
    [16, 899, 1, 16],
    [16, 900, 0, 16],
    [6, 600, 0, 6],
    [6, 6000, 0, 1],
    [6, -60, 2, 7],
  ])("after %i failures, %i s later: waits %i s", (failures, seconds, wait, next) => {
    const state = { failures, lastFailedAt: start };
    expect(nextTry(bucket, state, later(seconds))).toEqual({ wait, failures: next });
  });

  it("never makes anybody wait longer than the longest, and forgets within three hours", () => {
    for (const each of Object.values(buckets)) {
      let failures = 0;
      for (let i = 0; i < 1000; i++) {
        failures = nextTry(each, { failures, lastFailedAt: start }, start).failures;
      }
      const state = { failures, lastFailedAt: start };
      expect(nextTry(each, state, start).wait).toBe(each.longest);
      expect(nextTry(each, state, later(each.longest)).wait).toBe(0);
      expect(nextTry(each, state, later(3 * 3600)).failures).toBeLessThanOrEqual(each.free);
    }
  });
});

describe("networkOf", () => {
  it.each([
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["2001:DB8:1:2::1", "2001:db8:1:2"],
    ["", "unknown"],
    ["garbage", "unknown"],
    [null, "unknown"],
  ])("%s is %s", (address, network) => expect(networkOf(address)).toBe(network));
});

describe("accountOf", () => {
  it.each([
    "Olive.Owner@Acme.test",
    " olive.owner@acme.test ",
    "oliveowner@acme.test.",
    "olive.owner+x@acme.test",
    "olive.owner+x+y@acme.test",
    "ｏｌｉｖｅ.owner@acme.test",
    "olive\u200bowner@acme.test",
    "oliveowner\t@acme.test",
  ])("%j is one account", (email) => expect(accountOf(email)).toBe("oliveowner@acme.test"));

  it("keeps others apart", () => {
    expect(accountOf("olive@acme.test")).not.toBe(accountOf("oliver@acme.test"));
    expect(accountOf("olive@acme.test")).not.toBe(accountOf("olive@acme.example"));
    expect(accountOf("nonsense")).toBe("@nonsense");
  });
});
