import { describe, expect, it } from "vitest";
import { endsSoon, expiriesWithin, expiryInput, withinBounds } from "./expiry";

const now = Date.parse("2026-11-21T12:00:00.000Z");

describe("expiry", () => {
  it("counts days from now", () => {
    expect(expiryInput({ choice: "7", date: "" }, now)).toBe("2026-11-28T12:00:00.000Z");
    expect(expiryInput({ choice: "365", date: "" }, now)).toBe("2027-11-21T12:00:00.000Z");
  });

  it("ends a date with its last millisecond in the viewer's zone", () => {
    const end = expiryInput({ choice: "date", date: "2027-01-31" }, now);
    expect(end).toBe(new Date(2027, 0, 31, 23, 59, 59, 999).toISOString());
  });

  it("never is null, a missing date is not", () => {
    expect(expiryInput({ choice: "never", date: "" }, now)).toBeNull();
    expect(expiryInput({ choice: "date", date: "" }, now)).toBe("");
  });

  it("is soon within a week", () => {
    expect(endsSoon("2026-11-27T12:00:00.000Z", now)).toBe(true);
    expect(endsSoon("2026-11-28T12:00:01.000Z", now)).toBe(false);
    expect(endsSoon(null, now)).toBe(false);
  });

  it("offers what policy allows, and falls back to the longest of it", () => {
    const bounds = { latest: now + 60 * 86_400_000, never: false };
    const offered = expiriesWithin(bounds, now).map(({ value }) => value);
    expect(offered).toEqual(["7", "30", "60", "date"]);
    const at = (choice: "90" | "7" | "never") =>
      withinBounds({ choice, date: "" }, bounds, now).choice;
    expect([at("90"), at("never"), at("7")]).toEqual(["60", "60", "7"]);
  });

  it("falls back to a date where policy allows no preset", () => {
    const bounds = { latest: now + 3 * 86_400_000, never: false };
    const fallen = withinBounds({ choice: "90", date: "" }, bounds, now);
    expect(fallen.choice).toBe("date");
    const end = Date.parse(expiryInput(fallen, now) ?? "");
    expect(end).toBeLessThanOrEqual(bounds.latest);
    expect(end).toBeGreaterThan(bounds.latest - 2 * 86_400_000);
  });
});
