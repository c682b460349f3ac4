import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EventStreamReader, type StreamEvent } from "./event-stream.js";

/** What a stream that arrives in these pieces tells. */
function read(pieces: Uint8Array[]) {
  const events: StreamEvent[] = [];
  const retries: number[] = [];
  const reader = new EventStreamReader({
    onEvent: (event) => events.push(event),
    onRetry: (ms) => retries.push(ms),
  });
  for (const piece of pieces) reader.push(piece);
  return { events, retries };
}

const bytes = (text: string) => new TextEncoder().encode(text);
const told = (text: string) => read([bytes(text)]).events;
const event = (data: string, { type = "message", lastEventId = "" } = {}) => ({
  type,
  data,
  lastEventId,
});

describe("an event stream", () => {
  test("ends its lines with LF, CRLF or CR", () => {
    for (const end of ["\n", "\r\n", "\r"]) {
      expect(told(["event: a", "data: 1", "data: 2", "", ""].join(end))).toEqual([
        event("1\n2", { type: "a" }),
      ]);
    }
  });

  test("takes off one space, ignores comments and fields that it doesn't know", () => {
    expect(told(": hello\ndata:  x\nfoo: bar\ndata\n\n")).toEqual([event(" x\n")]);
  });

  test("keeps the last id, but none with NUL, and drops events without data", () => {
    expect(told("id: 1\ndata: a\n\nid: 2\n\ndata: b\n\nid: x\0y\ndata: c\n\n")).toEqual([
      event("a", { lastEventId: "1" }),
      event("b", { lastEventId: "2" }),
      event("c", { lastEventId: "2" }),
    ]);
  });

  test("forgets the type of an event without data", () => {
    expect(told("event: a\n\ndata: 1\n\n")).toEqual([event("1")]);
  });

  test("tells a wait only in digits", () => {
    expect(read([bytes("retry: 250\nretry: 1s\nretry: -1\n")]).retries).toEqual([250]);
  });

  test("begins after a byte order mark and drops what isn't finished", () => {
    expect(told("\uFEFFdata: a\n\ndata: b\n")).toEqual([event("a")]);
  });

  test("means the same however it is cut", () => {
    const line = fc.oneof(
      fc.constantFrom("", "data: é€𝄞", "event: change", "id: 7", ":", "data:", "retry: 5", "x"),
      fc.string({ unit: fc.constantFrom("d", "a", ":", " ", "𝄞") }),
    );
    const end = fc.constantFrom("\n", "\r", "\r\n");
    fc.assert(
      fc.property(
        fc.array(fc.tuple(line, end)),
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1 }),
        (lines, sizes) => {
          const whole = bytes(lines.flat().join(""));
          const pieces: Uint8Array[] = [];
          for (let at = 0, i = 0; at < whole.length; i += 1) {
            const size = sizes[i % sizes.length] ?? 1;
            pieces.push(whole.slice(at, at + size));
            at += size;
          }
          expect(read(pieces)).toEqual(read([whole]));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
