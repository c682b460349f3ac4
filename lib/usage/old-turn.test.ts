import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { Batch, Slices } from "./batch";

const org = newId("org");
const [app, key, api, end] = [newId("app"), newId("key"), newId("api"), newId("end")];
const at = Date.UTC(2026, 10, 21, 8);

function framed(body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(body.length, 0);
  head.writeUInt32LE(crc32(body), 4);
  return Buffer.concat([head, body]);
}

/** A segment as version 0.1.0 wrote it. */
const segmentOf = (...texts: string[]) =>
  Buffer.concat(texts.map((text) => framed(Buffer.from(text))));

test("what an older version left in its spool is read", async () => {
  const request = newId("req");
  const batch = new Batch();
  const segment = segmentOf(
    `${at}\n+${org},${app},${key},${api},production,VALID\n0 5 15 192.0.2.1\n+${org},,,,,MALFORMED\n1`,
    `${at + 7}\n0\n!${JSON.stringify([0, at + 7, request, "192.0.2.1", "GET", "/é", ["eu"], 12, 1, 4])}`,
    `${at + 60_000}\n0 2 2 -\n1 3 3\n+${org},${app},${key},${api},staging,REVOKED,${end}\n2`,
  );
  await batch.add(segment, new Slices());
  const known = { organization: org, application: app, key, api, network: null };
  const unknown = { organization: org, application: "", key: "", api: "", network: null };
  const valid = { ...known, endpoint: "", environment: "production", outcome: "VALID" };
  const junk = { ...unknown, endpoint: "", environment: "", outcome: "MALFORMED" };
  const minute = at / 60_000;
  const from = "192.0.2.1";
  expect([...batch.counts()]).toEqual([
    { ...valid, minute, count: 6, cost: 16, at: at + 7, network: from },
    { ...junk, minute, count: 1, cost: 1, at },
    { ...valid, minute: minute + 1, count: 2, cost: 2, at: at + 60_000 },
    { ...junk, minute: minute + 1, count: 3, cost: 3, at: at + 60_000 },
    {
      ...known,
      ...{ endpoint: end, environment: "staging", outcome: "REVOKED" },
      ...{ minute: minute + 1, count: 1, cost: 1, at: at + 60_000 },
    },
  ]);
  expect(batch.events.size).toBe(1);
  expect(batch.event(0)).toEqual({
    ...{ row: 0, at: at + 7, requestId: request, network: from, method: "GET", path: "/é" },
    ...{ tags: ["eu"], latencyMicros: 12, cost: 1, oneOf: 4 },
  });
});

test("the verdicts that version 2 wrote as lines are read", async () => {
  const request = newId("req");
  const names = JSON.stringify([org, "VALID"]);
  const rest = { at, network: "192.0.2.1", method: "GET", path: "/é", tags: ["eu"] };
  const line = `0 ${request} ${JSON.stringify({ ...rest, latency: 12, cost: 3, oneOf: 4 })}`;
  const text = Buffer.from(`${names}\n${line}`);
  const [low = 0, high = 0] = new Uint32Array(new Float64Array([at]).buffer);
  const definition = [1, 2, 3, 4, 1, 0, 0, 0, 0, 2];
  const words = Uint32Array.from([2, 0, low, high, 1, 2, text.length, ...definition, 1, 5]);
  const batch = new Batch();
  await batch.add(framed(Buffer.concat([Buffer.from(words.buffer), text])), new Slices());
  expect([...batch.counts()]).toMatchObject([
    { organization: org, application: "", outcome: "VALID", count: 5, cost: 5, at, network: null },
  ]);
  const more = { row: 0, requestId: request, latencyMicros: 12, cost: 3, oneOf: 4 };
  expect(batch.event(0)).toEqual({ ...rest, ...more });
});
