import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

/** What Biome says of `code` as if it stood in `path`. */
function lint(path: string, code: string): string {
  const run = spawnSync(
    "node_modules/.bin/biome",
    ["lint", `--stdin-file-path=${path}`, "--reporter=github"],
    { input: code, encoding: "utf8" },
  );
  return run.stdout + run.stderr;
}

test.each([
  ["&& in where", "lib/a.ts", "query.where(a && b);", "drops a condition"],
  ["|| in where", "lib/a.ts", "query.where(a || b);", "drops a condition"],
  ["sql.raw", "lib/a.ts", 'export const x = sql.raw("x");', "sql.raw"],
  ["any", "lib/a.ts", "export const x: any = 1;", "any"],
  ["!", "lib/a.ts", "export const x = (y: string | null) => y!.length;", "non-null"],
  [
    "dangerouslySetInnerHTML",
    "components/a.tsx",
    'export const A = () => <p dangerouslySetInnerHTML={{ __html: "x" }} />;',
    "dangerouslySetInnerHTML",
  ],
  ["components → db", "components/a.ts", 'export * from "@/db/client";', "components render props"],
  ["app → db", "app/a.ts", 'export * from "@/db/client";', "app calls lib"],
  ["app → drizzle", "app/a.ts", 'export * from "drizzle-orm";', "app calls lib"],
  ["lib → app", "lib/a.ts", 'export * from "@/app/actor";', "lib knows nothing above it"],
  ["db → lib", "db/a.ts", 'export * from "@/lib/errors";', "db is the ground floor"],
  ["gate → drizzle", "gate/a.ts", 'export * from "drizzle-orm";', "processes call lib"],
  [
    "verification → next",
    "lib/verification/a.ts",
    'export * from "next/headers";',
    "verification knows nothing of Next",
  ],
  ["parent folder", "lib/keys/a.ts", 'export * from "../errors";', "lib knows nothing"],
])("the linter refuses %s", (_, path, code, words) => {
  expect(lint(path, code)).toContain(words);
});

test("the linter accepts what is right", () => {
  expect(lint("lib/a.ts", "query.where(and(a, b));")).not.toContain("::error");
});
