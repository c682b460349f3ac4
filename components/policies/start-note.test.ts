import { expect, test } from "vitest";
import { startsOf } from "./start-note";

const from = (day: number) => `2027-02-0${day}T00:00:00.000Z`;
const now = Date.parse(from(3));

test("what is enforced later is told of where it is, and of a lifetime once", () => {
  const dates = {
    "lifetime.staging": from(4),
    "lifetime.production": from(2),
    "never.staging": from(4),
    "never.production": from(5),
    rotation: from(6),
    rotationEnforced: from(3),
    revoke: from(9),
  };
  const told = (rule: Parameters<typeof startsOf>[0]) => startsOf(rule, dates, now);
  expect(told("maxLifetimeDays")).toEqual([{ environment: "staging", from: from(4) }]);
  expect(told("neverAllowed")).toEqual([{ environment: "production", from: from(5) }]);
  expect(told("rotateEveryDays")).toEqual([{ environment: undefined, from: from(6) }]);
  for (const rule of ["rotationEnforced", "revokeDisabledDays", "departedOwner"] as const) {
    expect(told(rule)).toEqual([]);
  }
});
