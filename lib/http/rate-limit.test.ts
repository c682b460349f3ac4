import { expect, test } from "vitest";
import { rateLimitHeaders } from "./rate-limit";

test("each limit is told with what is left of it and when it is whole again", () => {
  const now = Date.parse("2026-11-21T09:30:00.000Z");
  const limits = [
    { name: "burst", limit: 10, remaining: 0, resetAt: "2026-11-21T09:30:01.200Z" },
    { name: "daily", limit: 1000, remaining: 990, resetAt: "2026-11-21T09:29:59.000Z" },
  ];
  expect(rateLimitHeaders(limits, now)).toEqual({
    "ratelimit-policy": '"burst";q=10, "daily";q=1000',
    ratelimit: '"burst";r=0;t=2, "daily";r=990;t=0',
  });
  expect(rateLimitHeaders([], now)).toEqual({});
});
