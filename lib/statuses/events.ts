import type { KeyId } from "@/lib/ids";
import type { PublishedStatus } from "./published";

/** How the stream tells of something (Server-sent events, HTML §9.2). `data` is one line of JSON. */
export const eventText = (event: string, data: string, id?: string): Buffer =>
  Buffer.from(`event: ${event}\n${id === undefined ? "" : `id: ${id}\n`}data: ${data}\n\n`);

export type Event = { seq: number; text: Buffer };

/** As many ids stand in one event. */
export const mostInChange = 2_000;
export const mostInPart = 5_000;
/** A larger difference is told as a snapshot. */
export const mostTold = 10_000;

const mostBytes = 4 * 1024 * 1024;
const mostEvents = 4_096;

/** The latest events, for who was away for a moment. Holds 4 MiB at most. */
export class Ring {
  #events: Event[] = [];
  #bytes = 0;
  /** The last event; also one that is not kept. */
  seq = 0;

  constructor(readonly instance: string) {}

  idOf(seq: number): string {
    return `${this.instance}.${seq}`;
  }

  /** The place that an id names, or null for one of somebody else. */
  placeOf(id: string | null): number | null {
    const [instance, text = ""] = id?.split(".") ?? [];
    if (instance !== this.instance || !/^\d{1,15}$/.test(text)) return null;
    return Number(text) > this.seq ? null : Number(text);
  }

  add(name: string, data: string): Event {
    const seq = ++this.seq;
    const event = { seq, text: eventText(name, data, this.idOf(seq)) };
    this.#events.push(event);
    this.#bytes += event.text.length;
    while (this.#bytes > mostBytes || this.#events.length > mostEvents) {
      this.#bytes -= this.#events.shift()?.text.length ?? 0;
    }
    return event;
  }

  /** More happened than events tell: whoever is behind needs a snapshot. */
  skip(): void {
    this.seq++;
    this.#events = [];
    this.#bytes = 0;
  }

  /** What came after that place; null where it is not all kept any more. */
  after(seq: number): Event[] | null {
    if (seq === this.seq) return [];
    const at = seq + 1 - (this.#events[0]?.seq ?? Number.POSITIVE_INFINITY);
    return at >= 0 ? this.#events.slice(at) : null;
  }
}

/** Of one that is larger than `mostTold` it is enough that it is. */
export type Difference = { keyId: KeyId; status: PublishedStatus }[];

/** The data of the events that tell of a difference. */
export function* changesOf(difference: Difference): Generator<string> {
  for (let start = 0; start < difference.length; start += mostInChange) {
    const data: Partial<Record<PublishedStatus, KeyId[]>> = {};
    for (const { keyId, status } of difference.slice(start, start + mostInChange)) {
      data[status] ??= [];
      data[status].push(keyId);
    }
    yield JSON.stringify(data);
  }
}

/** All that is not valid at one moment, in parts that are made as they are sent. */
export class Snapshot {
  readonly parts: number;
  #texts: Buffer[] = [];

  constructor(
    readonly seq: number,
    private readonly id: string,
    private readonly revoked: readonly KeyId[],
    private readonly suspended: readonly KeyId[],
  ) {
    this.parts = Math.max(1, Math.ceil((revoked.length + suspended.length) / mostInPart));
  }

  /** From 1 on. Only the last has an id: whoever has not got all of it has to begin anew. */
  part(number: number): Buffer {
    const start = (number - 1) * mostInPart;
    const revoked = this.revoked.slice(start, start + mostInPart);
    const from = Math.max(0, start - this.revoked.length);
    const suspended = this.suspended.slice(
      from,
      Math.max(from, start + mostInPart - this.revoked.length),
    );
    const data = JSON.stringify({ part: number, parts: this.parts, revoked, suspended });
    this.#texts[number] ??= eventText(
      "snapshot",
      data,
      number === this.parts ? this.id : undefined,
    );
    return this.#texts[number];
  }
}
