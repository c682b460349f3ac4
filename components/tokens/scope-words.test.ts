import { expect, test } from "vitest";
import { scopes } from "@/lib/access/rights";
import { scopeGroups } from "./scope-words";

test("every scope can be ticked, once", () => {
  const offered = scopeGroups.flatMap((group) => group.scopes);
  expect(offered.toSorted()).toEqual([...scopes].toSorted());
});
