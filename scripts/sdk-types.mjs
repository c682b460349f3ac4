import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { bundleOptions } from "./build.mjs";
import { ensureInstalled, enterProject } from "./prepare.mjs";

// Writes the types and operations of the SDK's client anew, after the API has changed.
enterProject();
await ensureInstalled();
await build({
  ...bundleOptions([]),
  entryPoints: [{ in: "scripts/sdk-types/main.ts", out: "sdk-types" }],
});
await import(pathToFileURL("dist/sdk-types.js").href);
