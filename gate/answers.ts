import { type ServerResponse, STATUS_CODES } from "node:http";
import type { RequestId } from "@/lib/ids";
import type { Answer } from "@/lib/problem";

/** `headers` are names and values in turn, without the body's length. */
export type Reply = { response: ServerResponse; status: number; headers: string[]; body: string };

export function reply({ response, status, headers, body }: Reply): void {
  if (response.headersSent || response.destroyed) return;
  const length = Buffer.byteLength(body);
  headers.push("content-length", String(length));
  response.writeHead(status, headers);
  const encoding = length === body.length ? "latin1" : "utf8";
  const { socket } = response;
  if (socket === null || length === 0) {
    response.end(body, encoding);
    return;
  }
  // `end` with a body makes two pieces of it, whose writev costs a tenth of all a request costs.
  socket.cork();
  response.write(body, encoding);
  socket.uncork();
  response.end();
}

const lines = (headers: readonly string[]) =>
  headers.map((text, i) => text + (i % 2 === 0 ? ": " : "\r\n")).join("");

/** Answers for a socket, with the bytes that Node's own responses would send (RFC 9112 §4). */
export class RawAnswers {
  readonly #common: string;
  readonly #verdict: string;
  readonly #kept: string;
  #date = "";
  #second = 0;

  /** `common`: the headers of all answers, names and values in turn. */
  constructor(common: readonly string[], keepAliveTimeout: number) {
    this.#common = lines(common);
    const verdict = [
      "content-type",
      "application/json; charset=utf-8",
      "cache-control",
      "no-store",
    ];
    this.#verdict = `HTTP/1.1 200 OK\r\n${lines(verdict)}${this.#common}x-request-id: `;
    const seconds = Math.floor(keepAliveTimeout / 1000);
    this.#kept = `\r\nConnection: keep-alive\r\nKeep-Alive: timeout=${seconds}\r\n\r\n`;
  }

  /** A verdict's JSON of so many bytes. */
  verdict(requestId: RequestId, body: string, bytes: number, kept: boolean): string {
    return `${this.#verdict}${requestId}\r\ncontent-length: ${bytes}\r\nDate: ${this.#now()}${this.#end(kept)}${body}`;
  }

  any({ status, headers, body }: Answer, kept: boolean): string {
    const own = lines(Object.entries(headers).flat());
    return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${own}${this.#common}content-length: ${Buffer.byteLength(body)}\r\nDate: ${this.#now()}${this.#end(kept)}${body}`;
  }

  #end(kept: boolean): string {
    return kept ? this.#kept : "\r\nConnection: close\r\n\r\n";
  }

  /** The date as HTTP writes it (RFC 9110 §5.6.7). */
  #now(): string {
    const now = Date.now();
    const second = Math.floor(now / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#date = new Date(now).toUTCString();
    }
    return this.#date;
  }
}
