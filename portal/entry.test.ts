import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { entry } from "./entry";

const handled: string[] = [];
let answering = true;
const server = createServer({ requireHostHeader: false });
const listener = entry({
  publicUrl: new URL("https://portal.example"),
  trusted: () => false,
  dev: false,
  isDraining: () => false,
  isReady: async () => true,
  isAnswering: async () => answering,
  handle: async (request, response) => {
    handled.push(`${request.method} ${request.url}`);
    response.end("handled");
  },
});
server.on("request", (request, response) => void listener(request, response));
server.on("checkExpectation", (request, response) => void listener(request, response));

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => {
  server.close();
});

/** What the server answers to exactly these lines. */
async function ask(...lines: string[]): Promise<string> {
  handled.length = 0;
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.write(`${[...lines, "connection: close"].join("\r\n")}\r\n\r\n`);
  return text(socket);
}

const host = "host: portal.example";

test.each(["/v1/keys", "/v1", "/v1/", "/v1/../v1/keys"])(
  "a write to %s stands for itself by its token",
  async (path) => {
    expect(await ask(`POST ${path} HTTP/1.1`, host)).toContain("handled");
  },
);

test.each([
  "/%76%31/applications",
  "/v%31/applications",
  "/%761/x",
  "/v1x",
  "/V1/keys",
  "/v1/../acme",
  "/v1/%2e%2e/acme",
  "/v1/.%2E/acme",
  "/v1;/acme",
  "/acme?x=/v1/",
])("a write to %s has to come from our own pages", async (path) => {
  expect(await ask(`POST ${path} HTTP/1.1`, host)).toMatch(/^HTTP\/1.1 403 /);
  expect(handled).toEqual([]);
});

test.each([
  ["//evil.example/", host],
  ["/\\evil", host],
  ["http://evil.example/", host],
  ["*", host],
  ["/a%2fb", host],
  ["/a%5cb", host],
  ["/a%00b", host],
  ["/a%0ab", host],
  ["/%ff", host],
  ["/", "accept: */*"],
])("%s with %s is no address", async (target, header) => {
  const answer = await ask(`GET ${target} HTTP/1.1`, header);
  expect(answer).toMatch(/^HTTP\/1.1 400 /);
  expect(answer).toContain("content-security-policy: default-src 'self'");
  expect(handled).toEqual([]);
});

test("an unknown expectation changes nothing", async () => {
  const answer = await ask("GET /acme HTTP/1.1", host, "expect: the-unexpected");
  expect(answer).toMatch(/^HTTP\/1.1 200 /);
  expect(answer).toContain("strict-transport-security");
});

test("while the database is away a page is answered here, and nothing else is", async () => {
  answering = false;
  const html = "accept: text/html";
  const page = await ask("GET /acme HTTP/1.1", host, html);
  expect(page).toMatch(/^HTTP\/1\.1 503 /);
  expect(page).toContain("content-security-policy: ");
  expect(page).toContain("The database does not answer");
  expect(handled).toEqual([]);
  expect(await ask("GET /v1/keys HTTP/1.1", host, html)).toContain("handled");
  expect(await ask("GET /acme/keys/k/last-used HTTP/1.1", host)).toContain("handled");
  answering = true;
  expect(await ask("GET /acme HTTP/1.1", host, html)).toContain("handled");
});

test("metrics are told to this machine, not to who comes through a proxy", async () => {
  const own = await ask("GET /metrics HTTP/1.1", host);
  expect(own).toMatch(/^HTTP\/1\.1 200 /);
  expect(own).toContain("process_resident_memory_bytes");
  const claimed = await ask("GET /metrics HTTP/1.1", host, "x-forwarded-for: 127.0.0.1");
  expect(claimed).toMatch(/^HTTP\/1\.1 401 /);
});
