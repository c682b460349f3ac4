import type { ServerResponse } from "node:http";

type Waiting = { response: ServerResponse; status: number; headers: string[]; body: string };

/**
 * Sends the answers of one turn of the event loop together, once `commit` has made durable what was
 * recorded in it: an answer that somebody got is never lost from the books.
 */
export class Answers {
  #waiting: Waiting[] = [];
  readonly #flush = () => this.flush();

  constructor(private readonly commit: () => void) {}

  /** `headers` are names and values in turn, without the body's length. */
  add(response: ServerResponse, status: number, headers: string[], body: string): void {
    if (this.#waiting.push({ response, status, headers, body }) === 1) setImmediate(this.#flush);
  }

  flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.commit();
    for (const answer of waiting) send(answer);
  }
}

function send({ response, status, headers, body }: Waiting): void {
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
