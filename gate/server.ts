import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { Origin } from "@/lib/access/actor";
import { AppError } from "@/lib/errors";
import { failureOf } from "@/lib/failure";
import { clientAddress, type Trust } from "@/lib/forwarding";
import { readJson } from "@/lib/http/body";
import { brokenAnswer } from "@/lib/http/broken";
import { newId } from "@/lib/ids";
import { log } from "@/lib/log";
import { type Answer, problemAnswer } from "@/lib/problem";
import { portalServices, type Services } from "@/lib/verification/services";
import { doorOf, type State } from "./routes";

export type Gate = {
  server: Server;
  /** Takes no more connections and resolves once every answer is out, or after `ms`. */
  drain(ms: number): Promise<void>;
};

type Options = { trusted: Trust; secure: boolean; requestTimeout?: number; services?: Services };

/** The data plane's server: the public verification routes and the health of this process. */
export function createGate({
  trusted,
  secure,
  requestTimeout = 10_000,
  services = portalServices,
}: Options): Gate {
  const state = { draining: false, services };
  const answering = new Map<Duplex, ServerResponse>();
  const common = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    ...(secure && { "strict-transport-security": "max-age=63072000; includeSubDomains" }),
  };

  const server = createServer({
    requireHostHeader: false,
    maxHeaderSize: 16 * 1024,
    headersTimeout: Math.min(5_000, requestTimeout),
    requestTimeout,
    keepAliveTimeout: 65_000,
    connectionsCheckingInterval: Math.min(1_000, requestTimeout),
  });

  const listener: RequestListener = async (request, response) => {
    const { socket } = request;
    answering.set(socket, response);
    response.once("close", () => answering.delete(socket));
    const origin = originOf(request, trusted);
    logWhenDone(request, response, origin);
    const answer = await answerTo(request, origin, state);
    send(response, answer, { ...common, ...(state.draining && { connection: "close" }) });
  };
  server.on("request", listener);
  // An expectation that nobody knows changes nothing (RFC 9110 §10.1.1).
  server.on("checkExpectation", listener);

  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    const response = answering.get(socket);
    const answer = brokenAnswer(error.code);
    if (!socket.writable || error.code === "ECONNRESET" || response?.headersSent) socket.destroy();
    else if (response) send(response, answer, { ...common, connection: "close" });
    else socket.end(rawAnswer(answer, common));
  });

  return {
    server,
    async drain(ms) {
      state.draining = true;
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeIdleConnections();
      await Promise.race([closed, sleep(ms, undefined, { ref: false })]);
      server.closeAllConnections();
    },
  };
}

function originOf({ socket, headers }: IncomingMessage, trusted: Trust): Origin {
  return {
    requestId: newId("req"),
    network: clientAddress(socket.remoteAddress, headers["x-forwarded-for"], trusted),
    userAgent: headers["user-agent"] ?? null,
  };
}

async function answerTo(request: IncomingMessage, origin: Origin, state: State): Promise<Answer> {
  const { method = "", url = "", headers } = request;
  const get = (name: string) => [headers[name] ?? []].flat()[0] ?? null;
  const caller = {
    authorization: get("authorization"),
    origin,
    body: () => readJson(request, { get }),
  };
  try {
    if (headers.host === undefined && request.httpVersion !== "1.0") {
      throw new AppError("BAD_REQUEST", "The request names no Host.");
    }
    return await doorOf(method, url.split("?", 1)[0] ?? "")(caller, state);
  } catch (error) {
    return problemAnswer(await failureOf(error, origin.requestId), origin.requestId);
  }
}

function send(response: ServerResponse, answer: Answer, common: Record<string, string>): void {
  if (response.headersSent || response.destroyed) return;
  const tooLarge = answer.status === 413 ? { connection: "close" } : {};
  const length = { "content-length": Buffer.byteLength(answer.body) };
  response.writeHead(answer.status, { ...answer.headers, ...length, ...common, ...tooLarge });
  response.end(answer.body);
}

function rawAnswer({ status, headers, body }: Answer, common: Record<string, string>): string {
  const lines = Object.entries({
    ...headers,
    ...common,
    "content-length": String(Buffer.byteLength(body)),
    connection: "close",
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${body}`;
}

function logWhenDone(request: IncomingMessage, response: ServerResponse, origin: Origin): void {
  if (!log.isLevelEnabled("debug")) return;
  const began = performance.now();
  const { method, url = "" } = request;
  const path = url.split("?", 1)[0];
  response.once("close", () => {
    const ms = Math.round((performance.now() - began) * 10) / 10;
    const { requestId } = origin;
    log.debug({ method, path, status: response.statusCode, ms, requestId }, "answered");
  });
}
