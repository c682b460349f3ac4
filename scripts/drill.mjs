import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { ensureInstalled, enterProject, fail } from "./prepare.mjs";

/** The fault drills in full, by hand: `npm test` plays a short form of them. Takes some minutes. */
enterProject();
await ensureInstalled().catch(fail);
const child = spawn(
  process.execPath,
  [
    join("node_modules", "vitest", "vitest.mjs"),
    "run",
    join("e2e", "drill", "drill.built.test.ts"),
    "--project=built",
    "--disableConsoleIntercept",
  ],
  { env: { ...process.env, DRILL: "full" }, stdio: "inherit" },
);
const [code] = await once(child, "exit");
process.exit(code ?? 1);
