import { expect, test } from "vitest";
import { keyStatuses } from "@/db/schema/keys";
import { isOver, mayBecome } from "./state";

test("each status becomes what the table says and nothing else", () => {
  const table = keyStatuses.map((from) => [from, keyStatuses.filter((to) => mayBecome(from, to))]);
  expect(Object.fromEntries(table)).toEqual({
    active: ["disabled", "quarantined", "expired", "revoked"],
    disabled: ["active", "quarantined", "expired", "revoked"],
    quarantined: ["active", "expired", "revoked"],
    expired: ["revoked"],
    revoked: [],
  });
});

test("what is over never works again", () => {
  for (const from of keyStatuses.filter(isOver)) {
    for (const to of keyStatuses) expect(mayBecome(from, to) && !isOver(to)).toBe(false);
  }
});
