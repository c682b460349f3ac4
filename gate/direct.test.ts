import { Socket } from "node:net";
import { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { portalServices } from "@/lib/verification/services";
import { RawAnswers } from "./answers";
import { Connection } from "./connections";
import { DirectConnection } from "./direct";
import { usualHead } from "./head";
import { Turn } from "./turn";

vi.mock("./head", { spy: true });

const body = '{"key":"k"}';
const request = `POST /v1/keys/verify HTTP/1.1\r\nhost: g\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

/** A connection whose verifications are answered when the test says so; `room`: bytes that a client takes. */
function stage({ room = Number.POSITIVE_INFINITY } = {}) {
  const told: string[] = [];
  let taken = () => {};
  const socket = Object.assign(
    new Duplex({
      read() {},
      write(chunk, _encoding, next) {
        told.push(chunk.toString());
        if (told.join("").length < room) next();
        else taken = next;
      },
      writableHighWaterMark: 100,
    }),
    { setTimeout: vi.fn(), remoteAddress: "192.0.2.1", destroySoon: Socket.prototype.destroySoon },
  ) as unknown as Socket;
  const asked: DirectConnection[] = [];
  const [handOver, broken] = [vi.fn(), vi.fn()];
  const state = { isDraining: false };
  const connection = new DirectConnection(socket, new Connection(socket, () => false), {
    services: portalServices,
    answers: new RawAnswers([], 65_000),
    turn: new Turn({ judge: (arrival) => void asked.push(arrival), commit() {} }),
    handOver,
    broken,
    isDraining: () => state.isDraining,
    firstTimeout: 1000,
    keepAliveTimeout: 1000,
  });
  const come = async (text: string) => {
    socket.push(text);
    await sleep(5);
  };
  return { connection, socket, come, asked, told, handOver, broken, state, take: () => taken() };
}

const statuses = (told: string[]) => told.join("").match(/HTTP\/1\.1 \d+/g) ?? [];

test("what comes before an answer waits for its turn", async () => {
  const { come, asked, connection, told, handOver } = stage();
  await come(request);
  await come(request);
  await come("GET / HTTP/1.1\r\n\r\n");
  expect(asked).toHaveLength(1);
  connection.send("{}");
  await sleep(5);
  expect(asked).toHaveLength(2);
  expect(statuses(told)).toHaveLength(1);
  expect(handOver).not.toHaveBeenCalled();
  connection.send("{}");
  await sleep(5);
  expect(statuses(told)).toHaveLength(2);
  expect(handOver).toHaveBeenCalledOnce();
});

test("whoever does not read answers is not read either", async () => {
  const { come, asked, connection, take } = stage({ room: 1 });
  await come(request);
  connection.send("x".repeat(1000));
  await come(request);
  expect(asked).toHaveLength(1);
  take();
  await sleep(5);
  expect(asked).toHaveLength(2);
});

test("a body may come apart from its head, but not in pieces nor late", async () => {
  const whole = stage();
  await whole.come(request.slice(0, -body.length));
  await whole.come(body);
  expect(whole.asked[0]?.body).toBe(body);
  const pieces = stage();
  await pieces.come(request.slice(0, -body.length));
  await pieces.come(body.slice(0, 3));
  expect(pieces.handOver).toHaveBeenCalledOnce();
  const late = stage();
  await late.come(request.slice(0, -1));
  await vi.waitUntil(() => late.handOver.mock.calls.length > 0);
  expect(late.asked).toEqual([]);
});

test("Node's parser gets all that it has not answered", async () => {
  const { come, socket, handOver } = stage();
  const seen: string[] = [];
  handOver.mockImplementation(() => socket.on("data", (data) => seen.push(String(data))));
  await come(request.slice(0, -3));
  await come("GET / HTTP/1.1\r\n");
  await come("\r\n");
  expect(seen.join("")).toBe(`${request.slice(0, -3)}GET / HTTP/1.1\r\n\r\n`);
});

test("whoever says nothing more is answered, and its connection ended", async () => {
  const { come, socket, connection, told } = stage();
  await come(request);
  socket.push(null);
  await sleep(5);
  connection.send("{}");
  await sleep(5);
  expect(told.join("")).toContain("Connection: close");
  expect(socket.writableEnded).toBe(true);
  const idle = stage();
  idle.socket.push(null);
  await sleep(5);
  expect(idle.socket.writableEnded).toBe(true);
  const torn = stage();
  await torn.come(request.slice(0, -1));
  torn.socket.push(null);
  await sleep(5);
  expect(torn.broken).toHaveBeenCalledWith(torn.socket, "HPE_INVALID_EOF_STATE");
  const gone = stage();
  await gone.come(request.slice(0, -1));
  gone.socket.destroy();
  await sleep(300);
  expect(torn.handOver).not.toHaveBeenCalled();
  expect(gone.handOver).not.toHaveBeenCalled();
});

test("silence is told to whoever never asked, and ends what was asked before", async () => {
  const { come, socket, connection, broken } = stage();
  socket.emit("timeout");
  expect(broken).toHaveBeenCalledWith(socket, "ERR_HTTP_REQUEST_TIMEOUT");
  broken.mockClear();
  await come(request);
  socket.emit("timeout");
  expect(socket.destroyed).toBe(false);
  connection.send("{}");
  socket.emit("timeout");
  expect(socket.destroyed).toBe(true);
  expect(broken).not.toHaveBeenCalled();
});

test("an answer that is not all sent is sent before the connection ends", async () => {
  const { come, connection, socket, told, take } = stage({ room: 1 });
  await come(request);
  connection.send("x".repeat(1000));
  connection.drain();
  expect(socket.destroyed).toBe(false);
  take();
  await sleep(5);
  expect(socket.destroyed).toBe(true);
  expect(told.join("")).toContain("x".repeat(1000));
});

test.each([
  ["short", "x", 1],
  ["long", "x".repeat(4000), 2],
])("a head that comes twice is kept where it is short: %s", async (_, text, times) => {
  const { come, connection } = stage();
  vi.mocked(usualHead).mockClear();
  for (let n = 0; n < 2; n++) {
    await come(request.replace("host: g", `host: g\r\nx: ${text}`));
    connection.send("{}");
  }
  expect(usualHead).toHaveBeenCalledTimes(times);
});

test("while the gate drains, what is under way is answered, and nothing else is awaited", async () => {
  const asked = stage();
  await asked.come(request);
  asked.state.isDraining = true;
  asked.connection.drain();
  asked.connection.send("{}");
  expect(asked.told.join("")).toContain("Connection: close");
  await asked.come(request);
  expect(asked.asked).toHaveLength(1);
  expect(asked.socket.destroyed).toBe(true);
  const idle = stage();
  await idle.come(request);
  idle.connection.send("{}");
  idle.connection.drain();
  await sleep(5);
  expect(idle.socket.destroyed).toBe(true);
  const fresh = stage();
  fresh.connection.drain();
  expect(fresh.handOver).toHaveBeenCalledOnce();
});
