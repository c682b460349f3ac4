import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { performance } from "node:perf_hooks";
import { isLocal, metricsAnswer } from "@/lib/access/metrics";
import { actorFromServiceToken } from "@/lib/access/token";
import { AppError } from "@/lib/errors";
import type { Trust } from "@/lib/forwarding";
import { newId, type RequestId } from "@/lib/ids";
import { log } from "@/lib/log";
import { processMetrics } from "@/lib/metrics";
import { type Answer, jsonAnswer, problemAnswer } from "@/lib/problem";
import { crossSiteRefusal } from "./cross-site";
import { cleanHeaders } from "./forwarding";
import { cacheControl, contentSecurityPolicy, newNonce, securityHeaders } from "./headers";
import { asksForPage, outagePage } from "./outage";

/** The largest body that any route takes is an import of 5 MiB. */
const maxBody = 6 * 1024 * 1024;

/** What pages and routes may be asked; Next fails on any other. */
const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

const metrics = processMetrics();

export type EntryOptions = {
  publicUrl: URL;
  trusted: Trust;
  dev: boolean;
  isDraining(): boolean;
  isReady(): Promise<boolean>;
  /** Whether the database answers, as far as is known: asked before each page. */
  isAnswering(): Promise<boolean>;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
};

/** What every request passes before the pages and routes see it. */
export function entry(options: EntryOptions): RequestListener {
  const { publicUrl, trusted, dev } = options;
  const page = { secure: publicUrl.protocol === "https:", dev };

  return async (request, response) => {
    const requestId = newId("req");
    const peer = request.socket.remoteAddress;
    const nonce = newNonce();
    const policy = contentSecurityPolicy(nonce, page);
    const local = isLocal(peer, (name) => request.headers[name]);
    const path = normalPath(request, publicUrl);
    cleanHeaders(request.headers, { peer, trusted, publicUrl, requestId });
    Object.assign(request.headers, {
      "content-security-policy": policy,
      "x-nonce": nonce,
      "x-path": request.url,
    });
    dress(response, path ?? "", {
      ...securityHeaders(policy, page),
      "x-request-id": requestId,
      ...(options.isDraining() && { connection: "close" }),
    });
    logWhenDone(request, response, requestId);

    try {
      const answer =
        (await answerHere(request, path, { requestId, local }, options)) ??
        (await outage(request, path, { requestId, nonce }, options));
      if (answer) send(request, response, answer);
      else await options.handle(request, response);
    } catch (error) {
      log.error({ err: error, requestId }, "unexpected failure at the entry");
      const failure = new AppError("INTERNAL", "Something went wrong on our side. Try again.");
      if (response.headersSent) response.destroy();
      else send(request, response, problemAnswer(failure, requestId));
    }
  };
}

/** Health and metrics, and what is refused before any page or route is asked. */
async function answerHere(
  request: IncomingMessage,
  path: string | undefined,
  { requestId, local }: { requestId: RequestId; local: boolean },
  options: EntryOptions,
): Promise<Answer | undefined> {
  const refuse = (code: ConstructorParameters<typeof AppError>[0], words: string) =>
    problemAnswer(new AppError(code, words), requestId);

  if (path === undefined) return refuse("BAD_REQUEST", "The address is malformed.");
  if (path === "/health/live") return jsonAnswer({ status: "live" }, requestId);
  if (path === "/health/ready") {
    const ready = !options.isDraining() && (await options.isReady());
    return ready
      ? jsonAnswer({ status: "ready" }, requestId)
      : refuse("UNAVAILABLE", "The portal is stopping, or its database does not answer.");
  }
  if (path === "/metrics") {
    const { authorization, "user-agent": userAgent = null } = request.headers;
    const network = String(request.headers["x-forwarded-for"]);
    const origin = { requestId, network, userAgent };
    return metricsAnswer(metrics, { local, authorization, origin }, actorFromServiceToken);
  }
  if (path.startsWith("/_next/image")) return refuse("NOT_FOUND", "There is no such page.");
  const { method = "GET", headers } = request;
  if (!methods.includes(method)) {
    const allow = methods.join(", ");
    const words = `No path here takes ${method}.`;
    return problemAnswer(new AppError("METHOD_NOT_ALLOWED", words, { allow }), requestId);
  }
  if (Number(headers["content-length"] ?? 0) > maxBody) {
    return refuse("CONTENT_TOO_LARGE", "The body is larger than anything that is taken here.");
  }
  const refusal = crossSiteRefusal({ method, path, headers }, options.publicUrl.origin);
  return refusal === undefined ? undefined : refuse("FORBIDDEN", refusal);
}

async function outage(
  { method = "", headers }: IncomingMessage,
  path: string | undefined,
  { requestId, nonce }: { requestId: RequestId; nonce: string },
  { isAnswering }: EntryOptions,
): Promise<Answer | undefined> {
  if (path === undefined || !asksForPage(method, path, headers)) return undefined;
  return (await isAnswering()) ? undefined : outagePage(requestId, nonce);
}

/**
 * The path without `..`, as encoded as it came; undefined where there is no Host, and for a path
 * that two readers could split differently.
 */
function normalPath(request: IncomingMessage, base: URL): string | undefined {
  const { url: target = "", headers, httpVersion } = request;
  if (headers.host === undefined && httpVersion !== "1.0") return undefined;
  if (!/^\/(?![/\\])/.test(target)) return undefined;
  try {
    const { pathname } = new URL(target, base);
    const ambiguous = /%2f|%5c/i.test(pathname) || /\p{Cc}/u.test(decodeURIComponent(pathname));
    return ambiguous ? undefined : pathname;
  } catch {
    return undefined;
  }
}

/** Puts the headers on at the last moment, over whatever the handler set. */
function dress(response: ServerResponse, path: string, headers: Record<string, string>): void {
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
  response.writeHead = (...args: unknown[]) => {
    const status = typeof args[0] === "number" ? args[0] : response.statusCode;
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const said = response.getHeader("cache-control");
    response.setHeader("cache-control", cacheControl(path, status, said));
    response.removeHeader("x-powered-by");
    return writeHead(...args);
  };
}

function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const close = request.headers["content-length"] !== undefined ? { connection: "close" } : {};
  response.writeHead(answer.status, { ...answer.headers, ...close });
  response.end(request.method === "HEAD" ? undefined : answer.body);
}

function logWhenDone(request: IncomingMessage, response: ServerResponse, requestId: RequestId) {
  const began = performance.now();
  const path = request.url?.split("?", 1)[0];
  response.once("close", () => {
    const level = path?.startsWith("/health/") ? "debug" : "info";
    log[level](
      {
        method: request.method,
        path,
        status: response.statusCode,
        ms: Math.round((performance.now() - began) * 10) / 10,
        requestId,
        ...(!response.writableFinished && { aborted: true }),
      },
      "request",
    );
  });
}
