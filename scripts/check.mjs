import { rmSync } from "node:fs";
import { join } from "node:path";
import { attempt, ensureInstalled, enterProject, step } from "./prepare.mjs";

const bin = (name) => `node_modules/.bin/${name}`;

enterProject();
await ensureInstalled();
// Of pages that were moved since the last `npm run dev`.
rmSync(join(".next", "dev", "types"), { recursive: true, force: true });

const checks = [
  ["Format and lint", [bin("biome"), "check", "--write", "--error-on-warnings"]],
  ["Route types", [process.execPath, "node_modules/next/dist/bin/next", "typegen"]],
  ["Types", [bin("tsc"), "--noEmit"]],
  ["Unit tests", [bin("vitest"), "run", "--project", "unit"]],
];

for (const [words, [command, ...args]] of checks) {
  const { code, output } = await step(words, () => attempt(command, args));
  if (code === 0) continue;
  console.error(output.trim());
  process.exit(1);
}
