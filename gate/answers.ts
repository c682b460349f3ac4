import type { ServerResponse } from "node:http";
import type { RequestId } from "@/lib/ids";
import type { Reply } from "./turn";

/** `headers` are names and values in turn, without the body's length. */
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

/**
 * Answers 200 on connections that are kept, past the machinery of Node's responses, which costs a
 * fifth of all a request costs. The bytes are those that it would send.
 */
export class KeptAnswers {
  readonly #before: string;
  readonly #after: string;
  #date = "";
  #second = 0;

  /** `headers` are names and values in turn, without length and request id. */
  constructor(headers: readonly string[], keepAliveTimeout: number) {
    const lines = headers.map((text, i) => text + (i % 2 === 0 ? ": " : "\r\n")).join("");
    this.#before = `HTTP/1.1 200 OK\r\n${lines}x-request-id: `;
    const seconds = Math.floor(keepAliveTimeout / 1000);
    this.#after = `\r\nConnection: keep-alive\r\nKeep-Alive: timeout=${seconds}\r\n\r\n`;
  }

  /** False, and nothing done, where that response needs the usual way. */
  send(response: ServerResponse, requestId: RequestId, body: string): boolean {
    const { socket } = response;
    if (socket === null || !socket.writable || !response.shouldKeepAlive || response.headersSent) {
      return false;
    }
    const length = Buffer.byteLength(body);
    const head = `${this.#before}${requestId}\r\ncontent-length: ${length}\r\nDate: ${this.#now()}${this.#after}`;
    socket.write(head + body, length === body.length ? "latin1" : "utf8");
    // So Node learns that the next request on this connection has its turn.
    response.emit("finish");
    return true;
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
