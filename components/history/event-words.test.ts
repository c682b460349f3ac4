import { expect, test } from "vitest";
import { clockWords, dayWords, keyStart, momentWords, sampleWords } from "./event-words";

test.each([
  ["pcl_live_5Hq3mZ0bTt9Lw2XkR", "pcl_live_5Hq3…"],
  ["acme_dev_0000mZ0bTt9Lw2XkR", "acme_dev_0000…"],
])("%s is recognised by %s", (sharedKey, start) => {
  expect(keyStart(sharedKey)).toBe(start);
});

test("a sample says of how many, a row that stands for itself nothing", () => {
  expect(sampleWords({ oneOf: 4000 })).toBe("1 of about 4,000");
  expect(sampleWords({ oneOf: 1 })).toBeNull();
});

test("times are told in the viewer's zone", () => {
  const at = "2026-11-20T23:30:04.083Z";
  expect(clockWords(at, "Europe/Vienna")).toBe("00:30:04.083");
  expect(dayWords(at, "Europe/Vienna")).toBe("21 Nov 2026");
  const now = Date.parse("2026-11-21T08:00:00Z");
  expect(momentWords(at, "Europe/Vienna", now)).toBe("00:30");
  expect(momentWords(at, "UTC", now)).toBe("20 Nov 2026, 23:30");
});
