import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const wrong: [title: string, file: string, code: string, words: string][] = [
  ["&& in where", "lib/a.ts", "query.where(a && b);", "drops a condition"],
  ["|| in where", "lib/b.ts", "query.where(a || b);", "drops a condition"],
  ["sql.raw", "lib/c.ts", 'export const x = sql.raw("x");', "sql.raw"],
  ["any", "lib/d.ts", "export const x: any = 1;", "Unexpected any"],
  ["!", "lib/e.ts", "export const x = (y: string | null) => y!.length;", "non-null"],
  [
    "dangerouslySetInnerHTML",
    "components/a.tsx",
    'export const A = () => <p dangerouslySetInnerHTML={{ __html: "x" }} />;',
    "dangerouslySetInnerHTML",
  ],
  ["components → db", "components/b.ts", 'export * from "@/db/client";', "components render props"],
  ["components → app", "components/c.ts", 'export * from "@/app/x";', "components render props"],
  ["app → db", "app/a.ts", 'export * from "@/db/client";', "app calls lib"],
  ["app → drizzle", "app/b.ts", 'export * from "drizzle-orm";', "app calls lib"],
  ["lib → app", "lib/f.ts", 'export * from "@/app/actor";', "lib knows nothing above it"],
  ["lib → postgres", "lib/g.ts", 'export * from "postgres";', "only db knows postgres.js"],
  ["db → lib", "db/a.ts", 'export * from "@/lib/errors";', "db is the ground floor"],
  ["gate → drizzle", "gate/a.ts", 'export * from "drizzle-orm";', "processes call lib"],
  [
    "verification → next",
    "lib/verification/a.ts",
    'export * from "next/headers";',
    "verification knows nothing of Next",
  ],
  ["the parent folder", "lib/keys/a.ts", 'export * from "../errors";', "lib knows nothing"],
];

const right = {
  "lib/ok.ts": "query.where(and(a, b));\n",
  "db/ok.ts": 'export * from "@/lib/ids";\n',
};

let folder = "";
let said: { path: string; text: string }[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lint-"));
  cpSync("biome.json", join(folder, "biome.json"));
  cpSync("scripts/lint", join(folder, "scripts/lint"), { recursive: true });
  for (const [file, code] of [
    ...wrong.map(([, file, code]) => [file, `${code}\n`] as const),
    ...Object.entries(right),
  ]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), code);
  }
  const run = spawnSync(
    resolve("node_modules/.bin/biome"),
    ["lint", "--vcs-enabled=false", "--max-diagnostics=none", "--reporter=github", "."],
    { cwd: folder, encoding: "utf8" },
  );
  said = (run.stdout + run.stderr)
    .split("\n")
    .filter((line) => line.startsWith("::"))
    .map((text) => ({ path: /file=([^,]+)/.exec(text)?.[1] ?? "", text }));
});

afterAll(() => rmSync(folder, { recursive: true }));

test.each(wrong)("the linter refuses %s", (_, file, __, words) => {
  expect(
    said
      .filter(({ path }) => path.endsWith(file))
      .map(({ text }) => text)
      .join("\n"),
  ).toContain(words);
});

test("the linter accepts what is right", () => {
  const errors = said.filter(({ text }) => text.startsWith("::error"));
  expect(errors.length).toBeGreaterThanOrEqual(wrong.length);
  expect(errors.filter(({ path }) => path.endsWith("/ok.ts"))).toEqual([]);
});
