export type StreamEvent = { type: string; data: string; lastEventId: string };

type Heard = {
  onEvent(event: StreamEvent): void;
  /** The wait before a new connection that the server asks for, in milliseconds. */
  onRetry(ms: number): void;
};

/** More than any event that Portcullis sends. */
const longest = 64 * 1024 * 1024;

/**
 * Reads `text/event-stream` (WHATWG HTML §9.2.6) as it arrives, in pieces that may end anywhere.
 * Throws where a single event grows out of all bounds.
 */
export class EventStreamReader {
  readonly #heard: Heard;
  readonly #decoder = new TextDecoder("utf-8");
  #rest = "";
  #afterReturn = false;
  #type = "";
  #data: string[] = [];
  #size = 0;
  #lastEventId: string;

  constructor(heard: Heard, lastEventId = "") {
    this.#heard = heard;
    this.#lastEventId = lastEventId;
  }

  push(bytes: Uint8Array): void {
    let text = this.#decoder.decode(bytes, { stream: true });
    if (text === "") return;
    if (this.#afterReturn && text.startsWith("\n")) text = text.slice(1);
    this.#afterReturn = text.endsWith("\r");
    const lines = text.split(/\r\n|\n|\r/);
    lines[0] = this.#rest + lines[0];
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#line(line);
    if (this.#rest.length + this.#size > longest) throw new Error("an event is too long");
  }

  #line(line: string): void {
    if (line === "") {
      this.#dispatch();
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "data") {
      this.#data.push(value);
      this.#size += value.length;
    } else if (field === "event") this.#type = value;
    else if (field === "id" && !value.includes("\0")) this.#lastEventId = value;
    else if (field === "retry" && /^[0-9]+$/.test(value)) this.#heard.onRetry(Number(value));
  }

  #dispatch(): void {
    const [type, data] = [this.#type || "message", this.#data];
    this.#type = "";
    this.#data = [];
    this.#size = 0;
    if (data.length === 0) return;
    this.#heard.onEvent({ type, data: data.join("\n"), lastEventId: this.#lastEventId });
  }
}
