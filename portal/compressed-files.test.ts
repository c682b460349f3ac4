import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compressedFiles } from "./compressed-files";

const folder = mkdtempSync(join(tmpdir(), "portcullis-static-"));
const script = "export const gate = 'down';\n".repeat(100);
let server: Server;

beforeAll(async () => {
  mkdirSync(join(folder, "chunks"));
  writeFileSync(join(folder, "chunks", "a.js"), script);
  writeFileSync(join(folder, "chunks", "a.js.br"), brotliCompressSync(script));
  writeFileSync(join(folder, "chunks", "b.js"), script);
  const door = compressedFiles(folder);
  server = createServer(async (request, response) => {
    if (!(await door(request, response))) response.writeHead(204).end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

function ask(path: string, init: RequestInit = {}) {
  const { port } = server.address() as AddressInfo;
  const headers = { "accept-encoding": "gzip, br", ...init.headers };
  return fetch(`http://127.0.0.1:${port}${path}`, { ...init, headers });
}

test("a compressed script arrives whole, in few bytes", async () => {
  const answer = await ask("/_next/static/chunks/a.js?v=1");
  expect(answer.headers.get("content-encoding")).toBe("br");
  expect(answer.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  expect(answer.headers.get("vary")).toBe("accept-encoding");
  expect(Number(answer.headers.get("content-length"))).toBeLessThan(200);
  expect(await answer.text()).toBe(script);
  const head = await ask("/_next/static/chunks/a.js", { method: "HEAD" });
  expect(head.status).toBe(200);
});

test.each([
  ["/_next/static/chunks/a.js", "gzip"],
  ["/_next/static/chunks/a.js", "gzip, br;q=0"],
  ["/_next/static/chunks/a.js", "br;q=0.000"],
  ["/_next/static/chunks/b.js", "br"],
  ["/_next/static/chunks/a.js.br", "br"],
  ["/_next/static/chunks/../chunks/none.js", "br"],
  ["/_next/static/%2e%2e/chunks/a.js", "br"],
])("%s for %s is left to Next", async (path, encoding) => {
  expect((await ask(path, { headers: { "accept-encoding": encoding } })).status).toBe(204);
});

test("nothing but GET and HEAD is answered", async () => {
  expect((await ask("/_next/static/chunks/a.js", { method: "POST" })).status).toBe(204);
});
