import { readdirSync } from "node:fs";
import { join, relative } from "node:path";

/** Paths below `app` of the files of that name. */
export const appFiles = (name: string): string[] =>
  readdirSync("app", { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name === name)
    .map((entry) => relative("app", join(entry.parentPath, entry.name)));
