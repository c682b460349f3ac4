import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RecentDigests } from "./recent-digests";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a credential is kept for a second at most, and of very many only some", () => {
  const digests = new RecentDigests();
  digests.add("token", "digest");
  vi.advanceTimersByTime(900);
  for (let i = 0; i < 2000; i++) digests.add(`token ${i}`, "digest");
  expect(digests.get("token")).toBe("digest");
  expect(digests.get("token 998")).toBe("digest");
  expect(digests.get("token 999")).toBeUndefined();
  vi.advanceTimersByTime(100);
  expect(digests.get("token")).toBeUndefined();
  digests.add("token", "another");
  expect(digests.get("token")).toBe("another");
});
