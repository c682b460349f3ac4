import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import type { Gate } from "./server";
import { listen } from "./testing/listen";

testDatabase();

let gate: Gate;
let address: string;
let serviceToken: string;

beforeAll(async () => {
  ({ serviceToken } = await mintToken(await mintOrganization(), ["keys.verify"]));
  ({ gate, address } = await listen());
});

afterAll(() => gate.drain(1000));

/** What the gate answers to these bytes until it closes the connection. */
const raw = (target: string, ...parts: string[]) => answerTo(target, parts, 0);

/** The same with a pause between the parts, so that each comes alone. */
const slowly = (target: string, ...parts: string[]) => answerTo(target, parts, 30);

async function answerTo(target: string, parts: string[], pauseMs: number): Promise<string> {
  const { hostname, port } = new URL(target);
  const socket = connect({ port: Number(port), host: hostname, noDelay: true });
  let text = "";
  socket.setEncoding("utf8").on("data", (data) => {
    text += data;
  });
  socket.on("error", () => {});
  for (const part of parts) {
    socket.write(part);
    if (pauseMs > 0) await sleep(pauseMs);
  }
  if (!socket.closed) await once(socket, "close");
  return text;
}

const head = (...lines: string[]) =>
  [`POST /v1/keys/verify HTTP/1.1`, "host: gate", ...lines, "", ""].join("\r\n");

test("junk, large headers and slow requests are answered and cut off", async () => {
  expect(await raw(address, "NONSENSE\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
  expect(await raw(address, head(`x: ${"x".repeat(20_000)}`))).toMatch(/^HTTP\/1\.1 431 /);
  const { gate: slow, address: slowAddress } = await listen({ requestTimeout: 300 });
  expect(await raw(slowAddress, "POST /v1/keys/ver")).toMatch(/^HTTP\/1\.1 408 /);
  const headers = [
    `authorization: Bearer ${serviceToken}`,
    "content-type: application/json",
    "content-length: 100",
  ];
  const answer = await raw(slowAddress, head(...headers), '{"key":');
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
  await slow.drain(1000);
});

test("a body announced as enormous is refused before it comes", async () => {
  const headers = [`authorization: Bearer ${serviceToken}`, "content-length: 104857600"];
  expect(await raw(address, head(...headers))).toMatch(/^HTTP\/1\.1 413 /);
});

test("ambiguous lengths are refused", async () => {
  const smuggled = head("content-length: 4", "transfer-encoding: chunked");
  expect(await raw(address, smuggled, "0\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
});

test("a connection is kept for the next request", async () => {
  const one = "GET /health/live HTTP/1.1\r\nhost: gate\r\n\r\n";
  const last = "GET /health/live HTTP/1.1\r\nhost: gate\r\nconnection: close\r\n\r\n";
  expect((await raw(address, one, last)).match(/HTTP\/1\.1 200/g)).toHaveLength(2);
});

test("while it drains, it is not ready, ends what is under way and takes nothing new", async () => {
  const { gate: draining, address: target } = await listen();
  expect((await fetch(`${target}/health/live`)).status).toBe(200);
  expect((await fetch(`${target}/health/ready`)).status).toBe(200);
  const { hostname, port } = new URL(target);
  const socket = connect(Number(port), hostname);
  let text = "";
  socket.setEncoding("utf8").on("data", (data) => {
    text += data;
  });
  socket.write("GET /health/ready HTTP/1.1\r\nhost: gate\r\n");
  await once(draining.server, "connection");
  const drained = draining.drain(3000);
  socket.write("\r\n");
  await once(socket, "close");
  expect(text).toMatch(/^HTTP\/1\.1 503 /);
  expect(text.toLowerCase()).toContain("connection: close");
  await drained;
  await expect(fetch(`${target}/health/live`)).rejects.toThrow();
});

test.each([
  ["no Host", "GET /health/live HTTP/1.1\r\n", 400],
  ["an unknown expectation", "GET /health/live HTTP/1.1\r\nhost: x\r\nexpect: none\r\n", 200],
])("%s is answered as everything else, with its headers", async (_, lines, status) => {
  const socket = connect(Number(new URL(address).port), "127.0.0.1");
  socket.write(`${lines}connection: close\r\n\r\n`);
  let answer = "";
  for await (const chunk of socket) answer += chunk;
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(answer).toContain("x-content-type-options: nosniff");
});

const verification = (body: string, ...lines: string[]) =>
  head(
    `authorization: Bearer ${serviceToken}`,
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(body)}`,
    ...lines,
  ) + body;

/** Without what differs from one answer to the next, and the order of the headers. */
const same = (text: string) =>
  text
    .replace(/req_\w+/g, "req")
    .replace(/Date: [^\r]+/g, "Date: now")
    .split("\r\n")
    .sort()
    .join("\r\n");

const closed = /\r\n[Cc]onnection: (keep-alive\r\nKeep-Alive: timeout=65|close)\r\n/g;

describe("a usual verification", () => {
  const usual = '{"key":"junk"}';
  const unusual = '{"key":"ju\\u006ek"}';
  const end = "GET /health/live HTTP/1.1\r\nhost: gate\r\nconnection: close\r\n\r\n";

  test("is answered byte for byte as the usual door does", async () => {
    const [first, second] = [
      await raw(address, verification(usual), end),
      await raw(address, verification(unusual), end),
    ];
    expect(first).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(first).toContain('"code":"MALFORMED"');
    expect(first).toMatch(/\r\nDate: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r\n/);
    expect(same(first)).toBe(same(second));
  });

  test("is answered in its turn where several come at once, and nothing is answered twice", async () => {
    const many = [usual, unusual, usual, usual, unusual, usual].map((body) => verification(body));
    const text = await raw(address, many.join("") + end);
    const answers = text.split("HTTP/1.1 ").slice(1).map(same);
    expect(answers).toHaveLength(7);
    expect(new Set(answers.slice(0, 6)).size).toBe(1);
    const ids = [...text.matchAll(/x-request-id: (\w+)/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(7);
  });

  test("may share its connection with anything else", async () => {
    const health = "GET /health/live HTTP/1.1\r\nhost: gate\r\n\r\n";
    const parts = [usual, unusual, usual].map((body) => verification(body));
    const text = await slowly(address, ...parts, health, verification(usual), health, end);
    expect(text.match(/HTTP\/1\.1 200/g)).toHaveLength(7);
  });

  test("that never comes is answered with 408 once the time for a request is over", async () => {
    const { gate: waiting, address: target } = await listen({ requestTimeout: 300 });
    expect(await raw(target)).toMatch(/^HTTP\/1\.1 408 /);
    await waiting.drain(1000);
  });

  test("closes the connection where that is asked for", async () => {
    const asked = await raw(address, verification(usual, "connection: close"));
    expect(asked.match(closed)?.[0].trim().toLowerCase()).toBe("connection: close");
    const old = verification(usual).replace("HTTP/1.1", "HTTP/1.0");
    expect(await raw(address, old)).toMatch(/^HTTP\/1\.1 200 /);
  });

  test("may come in pieces, and the connection is kept after it", async () => {
    const text = verification(usual);
    const cut = [text.indexOf("content-length"), text.length - 7, text.length - 3];
    const parts = [0, ...cut].map((from, i) => text.slice(from, cut[i]));
    expect((await slowly(address, ...parts, end)).match(/HTTP\/1\.1 200/g)).toHaveLength(2);
  });

  test("of a stranger is refused before its body came, which nobody waits for", async () => {
    const body = JSON.stringify({ key: "x".repeat(60_000) });
    const text = verification(body).replace(serviceToken, "pcs_x");
    const cut = text.length - 50_000;
    const answers = await slowly(address, text.slice(0, cut), text.slice(cut), end);
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 401", "HTTP/1.1 200"]);
  });

  test("before something broken is answered once, and so is what is broken", async () => {
    const broken = "NONSENSE\r\n\r\n";
    const answered = ["HTTP/1.1 200", "HTTP/1.1 400"];
    const statuses = (text: string) => text.match(/HTTP\/1\.1 \d+/g);
    expect(statuses(await slowly(address, verification(usual), broken))).toEqual(answered);
    const two = verification(usual) + verification(usual);
    expect(statuses(await raw(address, two + broken))).toEqual(answered);
    expect(statuses(await raw(address, verification(usual) + broken))).toEqual(["HTTP/1.1 400"]);
  });

  test("that comes while the gate drains ends its connection", async () => {
    const { gate: draining, address: target } = await listen();
    const text = verification(usual);
    const { hostname, port } = new URL(target);
    const socket = connect(Number(port), hostname);
    let answer = "";
    socket.setEncoding("utf8").on("data", (data) => {
      answer += data;
    });
    socket.write(text.slice(0, -1));
    await once(draining.server, "request");
    const ended = Promise.all([once(socket, "close"), draining.drain(3000)]);
    socket.write(text.slice(-1));
    await ended;
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer.toLowerCase()).toContain("connection: close");
  });
});
