import { describe, expect, it } from "vitest";
import { absoluteTime, relativeTime, zonedTime } from "./time-words";

const now = Date.parse("2026-11-21T12:00:00.000Z");
const at = (seconds: number) => new Date(now + seconds * 1000);

describe("relative time", () => {
  it.each([
    [0, "just now"],
    [-44, "just now"],
    [-50, "1 minute ago"],
    [-61, "1 minute ago"],
    [-3_599, "59 minutes ago"],
    [-3_600, "1 hour ago"],
    [-86_400, "yesterday"],
    [-6 * 86_400, "6 days ago"],
    [-29 * 86_400, "4 weeks ago"],
    [-364 * 86_400, "12 months ago"],
    [-800 * 86_400, "2 years ago"],
    [90, "in 1 minute"],
    [86_400, "tomorrow"],
    [7 * 86_400, "next week"],
  ])("%d seconds from now is %s", (seconds, words) => {
    expect(relativeTime(at(seconds), now)).toBe(words);
  });
});

describe("absolute time", () => {
  it("stands in the zone asked for", () => {
    expect(absoluteTime(at(0), "UTC")).toBe("21 Nov 2026, 12:00");
    expect(absoluteTime(at(0), "Asia/Tokyo")).toBe("21 Nov 2026, 21:00");
    expect(absoluteTime(at(13 * 3_600), "UTC", true)).toBe("22 Nov 2026");
  });

  it("names the zone", () => {
    expect(zonedTime(at(5), "UTC")).toBe("21 Nov 2026, 12:00:05 UTC");
    expect(zonedTime(at(5), "Europe/Vienna")).toContain("13:00:05 CET (Europe/Vienna)");
  });
});
