import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
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
async function raw(target: string, ...parts: string[]): Promise<string> {
  const { hostname, port } = new URL(target);
  const socket = connect(Number(port), hostname);
  let text = "";
  socket.setEncoding("utf8").on("data", (data) => {
    text += data;
  });
  socket.on("error", () => {});
  for (const part of parts) socket.write(part);
  await once(socket, "close");
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
