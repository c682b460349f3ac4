import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { somePath } from "./matcher";

export type Order = {
  port: number;
  token: string;
  /** A file of keys, one a line, all of the same length. */
  keys: string;
  count: number;
  /** At random for so long; null: each key once, in order. */
  seconds: number | null;
  connections: number;
  /** Keys of one request; more than one goes to the batch door. */
  batch: number;
  /** Whether each key's checksum is spoilt. */
  junk: boolean;
  /** Whether a method and path are asked about, in place of a permission. */
  requests: boolean;
  /** Another path than the one of the door. */
  path: string | null;
};

export type Outcome = {
  requests: number;
  keys: number;
  seconds: number;
  valid: number;
  status: Record<string, number>;
  p50: number;
  p99: number;
};

/** Percentiles of a fixed histogram: 10 µs steps up to a second. */
class Latencies {
  #steps = new Uint32Array(100_001);
  #count = 0;

  add(ms: number): void {
    this.#count++;
    const step = Math.min(100_000, Math.floor(ms * 100));
    this.#steps[step] = (this.#steps[step] ?? 0) + 1;
  }

  at(share: number): number {
    let left = this.#count * share;
    for (let step = 0; step < this.#steps.length; step++) {
      left -= this.#steps[step] ?? 0;
      if (left <= 0) return (step + 1) / 100;
    }
    return Number.POSITIVE_INFINITY;
  }
}

/** Who calls an API calls some of its endpoints, and those again and again. */
const usualEndpoints = 20;

const spoilt = (key: string) => key.slice(0, -1) + (key.endsWith("0") ? "1" : "0");

/** Whether the answer is all there, by its length or, where that is not told, by its last chunk. */
function isWhole(text: string, end: number): boolean {
  const told = text.toLowerCase().lastIndexOf("content-length: ", end);
  if (told < 0) return text.endsWith("\r\n0\r\n\r\n");
  return text.length >= end + 4 + Number.parseInt(text.slice(told + 16), 10);
}

async function run(order: Order): Promise<Outcome> {
  const file = readFileSync(order.keys);
  const width = file.indexOf("\n") + 1;
  const latencies = new Latencies();
  const outcome = { requests: 0, keys: 0, valid: 0, status: {} as Record<string, number> };
  let next = 0;
  let going = true;

  const key = () => {
    const at = order.seconds === null ? next++ : Math.floor(Math.random() * order.count);
    return file.toString("latin1", at * width, at * width + width - 1);
  };
  const shown = () => (order.junk ? spoilt(key()) : key());
  const what = () =>
    order.requests
      ? `"request":{"method":"GET","path":"${somePath(usualEndpoints)}"}`
      : `"permissions":["orders:read"]`;
  const wish = () => `{"key":"${shown()}","api":"orders",${what()}}`;
  const body = () => {
    if (order.batch === 1) return wish();
    return `{"items":[${Array.from({ length: order.batch }, wish).join(",")}]}`;
  };
  const door = order.batch === 1 ? "/v1/keys/verify" : "/v1/keys/verify-batch";
  const path = order.path ?? door;
  const head = `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${order.port}\r\nuser-agent: bench\r\naccept: */*\r\nauthorization: Bearer ${order.token}\r\ncontent-type: application/json\r\ncontent-length: `;

  const more = () => going && (order.seconds !== null || next < order.count);

  function client(): Promise<void> {
    return new Promise((done, failed) => {
      let sent = 0;
      let rest = "";
      let socket: Socket;
      const ask = () => {
        if (!more()) {
          socket.destroy();
          return done();
        }
        const text = body();
        sent = performance.now();
        socket.write(`${head}${text.length}\r\n\r\n${text}`, "latin1");
      };
      const take = (length: number, buffer: Uint8Array) => {
        const text = rest + (buffer as Buffer).toString("latin1", 0, length);
        const end = text.indexOf("\r\n\r\n");
        if (end < 0 || !isWhole(text, end)) {
          rest = text;
          return true;
        }
        rest = "";
        latencies.add(performance.now() - sent);
        const status = text.slice(9, 12);
        outcome.status[status] = (outcome.status[status] ?? 0) + 1;
        outcome.requests++;
        outcome.keys += order.batch;
        if (text.startsWith('{"valid":true', end + 4)) outcome.valid++;
        else outcome.valid += text.split('"valid":true').length - 1;
        ask();
        return true;
      };
      socket = connect(
        {
          port: order.port,
          host: "127.0.0.1",
          noDelay: true,
          onread: { buffer: Buffer.allocUnsafe(64 * 1024), callback: take },
        },
        ask,
      );
      socket.once("error", failed);
      socket.once("close", () => done());
    });
  }

  const began = performance.now();
  const clients = Array.from({ length: order.connections }, client);
  if (order.seconds !== null) {
    await sleep(order.seconds * 1000);
    going = false;
  }
  await Promise.all(clients);
  const seconds = (performance.now() - began) / 1000;
  return { ...outcome, seconds, p50: latencies.at(0.5), p99: latencies.at(0.99) };
}

process.on("message", (order: Order) => {
  run(order).then(
    (outcome) => process.send?.({ outcome }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on("disconnect", () => process.exit(0));
