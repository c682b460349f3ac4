import { crc32 } from "node:zlib";
import type { Verified } from "@/lib/verification/services";
import type { Tuple } from "./tuples";

/** A single verdict that is kept, and one of how many like it. */
export type Kept = { verified: Verified; tuple: Tuple; oneOf: number };

/** What one turn of the event loop has counted: all within the minute of `at`. */
export type Turn = { at: number; tuples: Tuple[]; kept: Kept[] };

/** Of which segment, and the number that its next tuple gets. */
export type Numbering = { segment: number; next: number };

/**
 * A turn as text: its time; `+` defines a tuple by its parts the first time in a segment, by which
 * it gets the next number; number, count, cost and network, as far as they are not 1, 1 and the same
 * as before, `-` being none; `!` one verdict.
 */
export function encodeTurn({ at, tuples, kept }: Turn, numbering: Numbering): string {
  let text = String(at);
  for (const tuple of tuples) {
    text += define(tuple, numbering);
    const { index, count, cost, network } = tuple;
    const told = network === tuple.written ? "" : ` ${network ?? "-"}`;
    tuple.written = network;
    text += `\n${index}`;
    if (count !== 1 || cost !== 1 || told !== "") text += ` ${count} ${cost}${told}`;
  }
  for (const { verified, tuple, oneOf } of kept) {
    const { at, requestId, network, method, path, tags, latencyMicros, cost } = verified;
    const fields = [at, requestId, network, method, path, tags, latencyMicros, cost, oneOf];
    text += `\n!${JSON.stringify([tuple.index, ...fields])}`;
  }
  return text;
}

function define(tuple: Tuple, numbering: Numbering): string {
  if (tuple.segment === numbering.segment) return "";
  tuple.segment = numbering.segment;
  tuple.index = numbering.next++;
  tuple.written = null;
  const { organizationId, applicationId, keyId, apiId, environment, code } = tuple;
  return `\n+${organizationId},${applicationId ?? ""},${keyId ?? ""},${apiId ?? ""},${environment ?? ""},${code}`;
}

const header = 8;

/** Frames texts into one buffer that is used again: length and CRC-32, then the text. */
export class Framer {
  #buffer = Buffer.allocUnsafe(64 * 1024);

  /** Good until the next call. */
  frame(text: string): Buffer {
    const most = header + text.length * 3;
    if (most > this.#buffer.length) this.#buffer = Buffer.allocUnsafe(most * 2);
    const length = this.#buffer.write(text, header);
    const body = this.#buffer.subarray(header, header + length);
    this.#buffer.writeUInt32LE(length, 0);
    this.#buffer.writeUInt32LE(crc32(body), 4);
    return this.#buffer.subarray(0, header + length);
  }
}

/** The texts of a segment, as far as it is whole: whatever follows a torn frame is ignored. */
export function* unframe(data: Buffer): Generator<string> {
  for (let start = 0; start + header <= data.length; ) {
    const length = data.readUInt32LE(start);
    const body = data.subarray(start + header, start + header + length);
    if (length === 0 || body.length < length || crc32(body) !== data.readUInt32LE(start + 4))
      return;
    yield body.toString();
    start += header + length;
  }
}
