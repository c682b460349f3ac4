import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, relative, sep } from "node:path";

const types: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
};

/** Answers a request by itself where it can. */
export type Door = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/** Sends the scripts and styles that the build kept compressed beside the plain ones. */
export function compressedFiles(folder: string): Door {
  const files = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath ?? entry.path, entry.name);
    if (!entry.isFile() || !file.endsWith(".br")) continue;
    const path = relative(folder, file.slice(0, -".br".length)).split(sep).join("/");
    files.set(`/_next/static/${path}`, file);
  }

  return async ({ url = "", method, headers }, response) => {
    const path = url.split("?", 1)[0] ?? "";
    const file = files.get(path);
    const type = types[extname(path)];
    if (!file || !type || (method !== "GET" && method !== "HEAD")) return false;
    if (!takesBrotli(headers["accept-encoding"])) return false;
    const content = await readFile(file);
    response.writeHead(200, {
      "content-encoding": "br",
      "content-length": content.length,
      "content-type": type,
      vary: "accept-encoding",
    });
    response.end(method === "HEAD" ? undefined : content);
    return true;
  };
}

/** RFC 9110 §12.5.3; `br;q=0` declines it. */
function takesBrotli(accepted: string | string[] | undefined): boolean {
  return String(accepted ?? "")
    .split(",")
    .some((coding) => /^\s*br\s*(;\s*q\s*=\s*(0\.\d*[1-9]\d*|1(\.0*)?)\s*)?$/i.test(coding));
}
