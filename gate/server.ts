import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Origin } from "@/lib/access/actor";
import { AppError } from "@/lib/errors";
import { failureOf } from "@/lib/failure";
import type { Trust } from "@/lib/forwarding";
import { brokenAnswer } from "@/lib/http/broken";
import { log } from "@/lib/log";
import { type Metrics, processMetrics } from "@/lib/metrics";
import { type Answer, problemAnswer } from "@/lib/problem";
import { newRequestId } from "@/lib/request-id";
import type { StatusFeeds } from "@/lib/statuses/feeds";
import { pollingFeeds } from "@/lib/statuses/polling";
import { isStream, type Stream } from "@/lib/statuses/stream-door";
import { portalServices, type Services } from "@/lib/verification/services";
import { RawAnswers, reply } from "./answers";
import { Connections } from "./connections";
import { DirectConnection } from "./direct";
import { verifyHot } from "./hot";
import { doorOf, type State } from "./routes";
import { sendStream } from "./stream";
import { Turn } from "./turn";

const maxConnections = 10_000;
const keepAliveTimeout = 65_000;
/** Who is told so long a time may use all of it: Node's own connections end later, too. */
const graceMs = 1_000;

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
  const answers = new RawAnswers(common, keepAliveTimeout);
  const turn = new Turn<DirectConnection>({
    judge: (arrival) => verifyHot(arrival, services),
    commit: () => services.recorder.commit?.(),
  });

  const send = (response: ServerResponse, { status, headers, body }: Answer) => {
    const all = [...Object.entries(headers).flat(), ...common, ...last(status)];
    turn.reply(() => reply({ response, status, headers: all, body }));
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

  const respond = async (request: IncomingMessage, response: ServerResponse, origin: Origin) => {
    const answer = await answerTo(request, origin, state);
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
    void respond(request, response, origin);
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
    } else socket.end(answers.any(answer, false));
  });

  server.maxConnections = maxConnections;

  const read = nodesOwn(server);
  const direct = new Map<Socket, DirectConnection>();
  const parts = {
    services,
    answers,
    turn,
    firstTimeout: server.headersTimeout,
    keepAliveTimeout: keepAliveTimeout + graceMs,
    isDraining: () => state.draining,
    handOver(socket: Socket) {
      direct.delete(socket);
      read(socket);
    },
    broken(socket: Socket, code: string) {
      server.emit("clientError", Object.assign(new Error(code), { code }), socket);
      socket.destroySoon();
    },
  };
  server.on("connection", (socket) => {
    // Whoever debugs sees every request.
    if (debug) return read(socket);
    direct.set(socket, new DirectConnection(socket, connections.of(socket), parts));
    socket.once("close", () => direct.delete(socket));
  });

  return {
    server,
    async drain(ms) {
      state.draining = true;
      feeds.end();
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeIdleConnections();
      for (const connection of direct.values()) connection.drain();
      await Promise.race([closed, sleep(ms, undefined, { ref: false })]);
      server.closeAllConnections();
      for (const socket of direct.keys()) socket.destroy();
    },
  };
}

/** Node's own listener, taken off: it reads the connections that it is given. */
function nodesOwn(server: Server): (socket: Socket) => void {
  const [listener, ...others] = server.listeners("connection");
  if (!listener || others.length > 0)
    throw new Error("Node listens to connections in another way.");
  server.removeAllListeners("connection");
  return (socket) => listener.call(server, socket);
}

async function answerTo(
  request: IncomingMessage,
  origin: Origin,
  state: State,
): Promise<Answer | Stream> {
  const { method = "", url = "", headers } = request;
  const get = (name: string) => (headers[name] === undefined ? null : String(headers[name]));
  const forwardedFor = get("x-forwarded-for");
  const caller = { target: url, headers: { get }, forwardedFor, body: request, origin };
  try {
    if (headers.host === undefined && request.httpVersion !== "1.0") {
      throw new AppError("BAD_REQUEST", "The request names no Host.");
    }
    return await doorOf(method, url.split("?", 1)[0] ?? "")(caller, state);
  } catch (error) {
    return problemAnswer(await failureOf(error, origin.requestId), origin.requestId);
  }
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
