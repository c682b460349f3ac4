import { pathToFileURL } from "node:url";
import { ensureBundled } from "./build.mjs";
import { ensureInstalled, enterProject, fail } from "./prepare.mjs";

enterProject();
process.env.NODE_ENV = "production";
process.setSourceMapsEnabled(true);

try {
  await ensureInstalled();
  await ensureBundled();
} catch (error) {
  fail(error);
}
await import(pathToFileURL("dist/admin.js").href);
