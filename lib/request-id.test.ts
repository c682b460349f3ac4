import { expect, test } from "vitest";
import { toUuid } from "./ids";
import { newRequestId } from "./request-id";

test("a request id is a UUIDv7 of this moment, and no two are alike", () => {
  const ids = Array.from({ length: 5_000 }, newRequestId);
  expect(new Set(ids).size).toBe(ids.length);
  const before = Date.now() - 5_000;
  const seen = new Set<string>();
  for (const id of ids) {
    const uuid = toUuid("req", id);
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const at = Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(Date.now());
    [...id.slice(14)].forEach((digit, place) => {
      seen.add(`${place}${digit}`);
    });
  }
  // All 32 digits in the 14 places that are wholly random, 2 and 8 where version and variant lie.
  expect(seen.size).toBe(14 * 32 + 2 + 8);
});
