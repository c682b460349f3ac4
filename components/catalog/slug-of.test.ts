import { expect, test } from "vitest";
import { slugOf } from "./slug-of";

test.each([
  ["Orders & Returns", "orders-returns"],
  ["  Büro-API  ", "buro-api"],
  ["2024 Ledger", "ledger"],
  ["–", ""],
  [`${"a".repeat(38)} bc`, "a".repeat(38)],
])("%s gives “%s”", (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});
