import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Origin } from "@/lib/access/actor";
import { AppError } from "@/lib/errors";
import { failureOf } from "@/lib/failure";
import type { Trust } from "@/lib/forwarding";
import type { Chunks } from "@/lib/http/body";
import { brokenAnswer } from "@/lib/http/broken";
import { log } from "@/lib/log";
import { type Metrics, processMetrics } from "@/lib/metrics";
import { type Answer, problemAnswer } from "@/lib/problem";
import { newRequestId } from "@/lib/request-id";
import type { StatusFeeds } from "@/lib/statuses/feeds";
import { pollingFeeds } from "@/lib/statuses/polling";
import { isStream, type Stream } from "@/lib/statuses/stream-door";
import { portalServices, type Services } from "@/lib/verification/services";
import { KeptAnswers, reply } from "./answers";
import { Connections } from "./connections";
import { type Arrival, isUsual, verifyHot } from "./hot";
import { doorOf, type State } from "./routes";
import { sendStream } from "./stream";
import { Turn } from "./turn";

const maxConnections = 10_000;
const keepAliveTimeout = 65_000;

export type Gate = {
  server: Server;
  /** Takes no more connections and resolves once every answer is out, or after `ms`. */
  drain(ms: number): Promise<void>;
};

type Options = {
  trusted: Trust;
  secure: boolean;
  requestTimeout?: number;
  services?: Services;
  /** Ended when the gate is drained. */
  feeds?: StatusFeeds;
  metrics?: Metrics;
  /** Whether it may answer without the database just now. */
  isFresh?: () => boolean;
};

/** The data plane's server: the public verification routes and the health of this process. */
export function createGate({
  trusted,
  secure,
  requestTimeout = 10_000,
  services = portalServices,
  feeds = pollingFeeds(),
  metrics = processMetrics(),
  isFresh = () => false,
}: Options): Gate {
  const state = { draining: false, services, feeds, metrics, isFresh };
  const connections = new Connections(trusted);
  const debug = log.isLevelEnabled("debug");
  const common = [
    ["x-content-type-options", "nosniff"],
    ["content-security-policy", "default-src 'none'; frame-ancestors 'none'"],
    secure ? ["strict-transport-security", "max-age=63072000; includeSubDomains"] : [],
  ].flat();
  const verdictHead = [
    ...["content-type", "application/json; charset=utf-8", "cache-control", "no-store"],
    ...common,
  ];

  const kept = new KeptAnswers(verdictHead, keepAliveTimeout);

  const answer = ({ response, origin: { requestId }, connection }: Arrival, body: string) => {
    if (connection.broken === response) return;
    if (!state.draining && kept.send(response, requestId, body)) {
      if (connection.response === response) connection.response = null;
      return;
    }
    const headers = [...verdictHead, ...last(200), "x-request-id", requestId];
    reply({ response, status: 200, headers, body });
  };

  const turn: Turn = new Turn({
    judge: (arrival) => verifyHot(arrival, services, ends),
    commit: () => services.recorder.commit?.(),
    answer,
    reply,
  });

  const ends = {
    answer: (arrival: Arrival, body: string) => turn.answer(arrival, body),
    fail: async ({ response, origin: { requestId } }: Arrival, error: unknown) =>
      send(response, problemAnswer(await failureOf(error, requestId), requestId)),
    leave: ({ request, response, origin }: Arrival, parts: Buffer[]) =>
      usual(request, response, origin, replay(parts)),
  };

  const send = (response: ServerResponse, { status, headers, body }: Answer) => {
    const all = [...Object.entries(headers).flat(), ...common, ...last(status)];
    turn.reply({ response, status, headers: all, body });
  };
  /** After a body that was not read to its end, and while draining, the connection ends. */
  const last = (status: number) =>
    status === 413 || state.draining ? ["connection", "close"] : [];

  const server = createServer({
    // Of a credential that came twice neither counts.
    joinDuplicateHeaders: true,
    requireHostHeader: false,
    maxHeaderSize: 16 * 1024,
    headersTimeout: Math.min(5_000, requestTimeout),
    requestTimeout,
    keepAliveTimeout,
    connectionsCheckingInterval: Math.min(1_000, requestTimeout),
  });

  const usual = async (
    request: IncomingMessage,
    response: ServerResponse,
    origin: Origin,
    body: Chunks,
  ) => {
    const answer = await answerTo(request, origin, body, state);
    if (!isStream(answer)) return send(response, answer);
    const headers = [...Object.entries(answer.headers).flat(), ...common, ...last(200)];
    sendStream(response, answer, headers, request.method === "HEAD");
  };

  const listener: RequestListener = (request, response) => {
    const { socket, headers } = request;
    const connection = connections.of(socket);
    connection.response = response;
    const origin = {
      requestId: newRequestId(),
      network: connection.network(headers["x-forwarded-for"]),
      userAgent: headers["user-agent"] ?? null,
    };
    if (debug) logWhenDone(request, response, origin);
    if (!isUsual(request)) {
      void usual(request, response, origin, request);
      return;
    }
    // Without this its body would be asked for, in vain, once it is answered.
    request.read(0);
    turn.arrive({ request, response, origin, connection });
  };
  server.on("request", listener);
  // An expectation that nobody knows changes nothing (RFC 9110 §10.1.1).
  server.on("checkExpectation", listener);

  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    const response = connections.broken(socket);
    const answer = brokenAnswer(error.code);
    if (!socket.writable || error.code === "ECONNRESET" || response?.headersSent) socket.destroy();
    else if (response) {
      const headers = { ...answer.headers, connection: "close" };
      send(response, { ...answer, headers });
    } else socket.end(rawAnswer(answer, common));
  });

  server.maxConnections = maxConnections;

  return {
    server,
    async drain(ms) {
      state.draining = true;
      feeds.end();
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeIdleConnections();
      await Promise.race([closed, sleep(ms, undefined, { ref: false })]);
      server.closeAllConnections();
    },
  };
}

async function* replay(parts: Buffer[]): AsyncGenerator<Buffer> {
  yield* parts;
}

async function answerTo(
  request: IncomingMessage,
  origin: Origin,
  body: Chunks,
  state: State,
): Promise<Answer | Stream> {
  const { method = "", url = "", headers } = request;
  const get = (name: string) => (headers[name] === undefined ? null : String(headers[name]));
  const forwardedFor = get("x-forwarded-for");
  const caller = { target: url, headers: { get }, forwardedFor, body, origin };
  try {
    if (headers.host === undefined && request.httpVersion !== "1.0") {
      throw new AppError("BAD_REQUEST", "The request names no Host.");
    }
    return await doorOf(method, url.split("?", 1)[0] ?? "")(caller, state);
  } catch (error) {
    return problemAnswer(await failureOf(error, origin.requestId), origin.requestId);
  }
}

function rawAnswer({ status, headers, body }: Answer, common: string[]): string {
  const fields = [
    ...Object.entries(headers).flat(),
    ...common,
    ...["content-length", String(Buffer.byteLength(body)), "connection", "close"],
  ];
  const lines = fields.map((text, i) => text + (i % 2 === 0 ? ": " : "\r\n")).join("");
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines}\r\n${body}`;
}

function logWhenDone(request: IncomingMessage, response: ServerResponse, origin: Origin): void {
  const began = performance.now();
  const { method, url = "" } = request;
  const path = url.split("?", 1)[0];
  response.once("close", () => {
    const ms = Math.round((performance.now() - began) * 10) / 10;
    const { requestId } = origin;
    log.debug({ method, path, status: response.statusCode, ms, requestId }, "answered");
  });
}
