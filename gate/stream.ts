import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { Sink, Stream } from "@/lib/statuses/stream-door";

/** Sends the head of an answer that goes on, whose `headers` are names and values in turn, and lets it begin. */
export function sendStream(
  response: ServerResponse,
  { status, open }: Stream,
  headers: string[],
  head: boolean,
): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, headers);
  if (head) {
    response.end();
    return;
  }
  response.flushHeaders();
  const leave = open(sinkOf(response));
  response.once("close", leave);
}

const sinkOf = (response: ServerResponse): Sink => ({
  write: (text) => void response.write(text),
  unsent: () => (response.destroyed ? 0 : response.writableLength),
  drained: async () => {
    if (!response.writableNeedDrain || response.destroyed) return;
    const either = new AbortController();
    const { signal } = either;
    await Promise.race(["drain", "close"].map((name) => once(response, name, { signal }))).finally(
      () => either.abort(),
    );
  },
  end: () => void response.end(),
  destroy: () => response.destroy(),
});
