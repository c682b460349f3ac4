import { expect, test } from "vitest";
import { newId } from "@/lib/ids";
import type { UsageEvent } from "@/lib/usage/summary";
import { linesOf } from "./event-lines";

const event = (name: string, network?: string): UsageEvent => ({
  id: newId("evt"),
  at: "2026-11-21T12:00:00.000Z",
  organizationId: newId("org"),
  requestId: newId("req"),
  application: { id: newId("app"), name },
  key: null,
  api: null,
  endpoint: null,
  method: null,
  path: null,
  environment: null,
  outcome: "VALID",
  cost: 1,
  ...(network !== undefined && { network }),
  userAgent: null,
  tags: ["eu-1", "b"],
  gate: null,
  latencyMicros: 80,
  oneOf: 1,
});

test.each(["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])(
  "a cell that begins with %j is no formula",
  (sign) => {
    const row = linesOf("csv", true).rows([event(`${sign}cmd|'/c calc'!A1`)]);
    const cell = row.split(",")[2] ?? "";
    expect(cell.replace(/^"/, "")).toMatch(/^'/);
    expect(cell.replace(/^"?'/, "").startsWith(sign)).toBe(true);
  },
);

test("quotes, commas and line ends stay in their cell (RFC 4180)", () => {
  const row = linesOf("csv", true).rows([event('a "b", c\r\nd')]);
  expect(row).toContain(',"a ""b"", c\r\nd",');
  expect(row.endsWith("\r\n")).toBe(true);
});

test("every row has the columns of the head, networks only where they are shown", () => {
  for (const shown of [true, false]) {
    const { head, rows } = linesOf("csv", shown);
    expect(head.split(",").includes("network")).toBe(shown);
    const row = rows([event("CRM", shown ? "203.0.113.7" : undefined)]);
    expect(row.split(",")).toHaveLength(head.split(",").length);
    expect(row.includes("203.0.113.7")).toBe(shown);
    expect(row).toContain(",eu-1 b,");
  }
});

test("NDJSON has an event a line", () => {
  const { head, rows } = linesOf("ndjson", true);
  const events = [event("=CRM\n"), event("B")];
  const lines = rows(events).split("\n");
  expect(head).toBe("");
  expect(lines.pop()).toBe("");
  expect(lines.map((line) => JSON.parse(line))).toEqual(events);
});
