import { expect, test } from "vitest";
import { defaultCeilings } from "@/lib/policies/ceiling";
import { changesOf, edited, wishOf } from "./ceiling-words";

test("only what differs is told and wished for", () => {
  expect(changesOf(defaultCeilings, edited(defaultCeilings, {}))).toEqual([]);
  const edits = {
    owner: { production: "non-sensitive" },
    developer: { staging: "all", production: "none", development: "non-sensitive" },
  } as const;
  const changes = changesOf(defaultCeilings, edited(defaultCeilings, edits));
  expect(changes).toEqual([
    { role: "owner", environment: "production", from: "all", to: "non-sensitive" },
    { role: "developer", environment: "staging", from: "non-sensitive", to: "all" },
    { role: "developer", environment: "production", from: "non-sensitive", to: "none" },
  ]);
  expect(wishOf(changes)).toEqual({
    ceilings: {
      owner: { production: "non-sensitive" },
      developer: { staging: "all", production: "none" },
    },
  });
});
