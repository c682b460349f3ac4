import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { operations } from "@/lib/openapi/operations";
import { operations as called } from "@/sdk/src/client-operations";
import { clientFiles } from "./generate";
import { clientNames } from "./names";

test("the client is up to date with the API: else run node scripts/sdk-types.mjs", () => {
  for (const [name, text] of Object.entries(clientFiles())) {
    expect(readFileSync(join("sdk", "src", name), "utf8")).toBe(text);
  }
});

test("the client has every operation of the management API, under a name of its own", () => {
  const managed = Object.values(operations).filter(({ door }) => !door);
  const rows = Object.values(called).flatMap((verbs) => Object.values(verbs));
  expect(rows).toHaveLength(managed.length);
  expect(Object.keys(clientNames).sort()).toEqual(managed.map(({ id }) => id).sort());
  expect(new Set(Object.values(clientNames)).size).toBe(managed.length);
});
