import { z } from "zod";
import type { Origin, TokenActor } from "@/lib/access/actor";
import { bearer } from "@/lib/access/bearer";
import { actorFromServiceToken } from "@/lib/access/token";
import { AppError, notFound } from "@/lib/errors";
import { failureOf } from "@/lib/failure";
import { parse } from "@/lib/parse";
import { type Answer, problemAnswer } from "@/lib/problem";
import { originOf } from "@/lib/request";
import { portalFeeds } from "@/lib/statuses/polling";
import { isStream, openRevocations, type Stream } from "@/lib/statuses/stream-door";
import type { Door } from "@/lib/verification/caller";
import { portalServices } from "@/lib/verification/services";
import { readText } from "./body";
import { once } from "./idempotency";
import { parseJson, parseJsonInTurns, roomy } from "./json";
import { revisionOf } from "./precondition";
import { expectNoQuery, queryOf } from "./query";
import { type Reply, replyAnswer } from "./reply";
import { streamResponse } from "./stream";

const methods = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"] as const;
type Method = (typeof methods)[number];
type Params = Record<string, string>;
type Exported = (request: Request, context: { params: Promise<Params> }) => Promise<Response>;
type Route = Record<Method, Exported>;

/** What a handler gets: who calls, and the parts of the request, read but not yet parsed. */
export type Call = {
  actor: TokenActor;
  /** The `{id}` of the path, "" where it has none. */
  id: string;
  /** A second id of the path. */
  part: string;
  query: Record<string, string>;
  body: unknown;
  ifRevision: number | undefined;
};

type Handler = {
  run: (call: Call) => Promise<Reply>;
  /** Whether it reads query parameters; otherwise they are refused. */
  query?: boolean;
  /** Whether the body may be left out. */
  bodyOptional?: boolean;
  /** How many bytes a body may have that is larger than others, which it is parsed in turns for. */
  largest?: number;
};

type Handlers = Partial<Record<"DELETE" | "GET" | "PATCH" | "POST" | "PUT", Handler>>;

/** A handler that does one thing with what it is given. */
export const does = (run: Handler["run"]): Handler => ({ run });

/** A handler of a list, which reads query parameters. */
export const lists = (run: (call: Call) => Promise<unknown>): Handler => ({
  run: async (call) => ({ status: 200, body: await run(call) }),
  query: true,
});

/** A handler of a command, whose body may be left out. */
export const commands = (run: Handler["run"]): Handler => ({ run, bodyOptional: true });

/** A handler that takes a body of up to `largest` bytes. */
export const takes = (largest: number, run: Handler["run"]): Handler => ({ run, largest });

/** Throws 422 where a command that takes nothing was given something. */
export const expectNothing = (body: unknown) => void parse(z.strictObject({}), body);

/** How many milliseconds a body may take until the token has to be looked at again after it. */
const bodyPatience = 250;

/** The management API's door: service token → actor → verb → JSON, and every throw a problem. */
export function route(handlers: Handlers): Route {
  return served(async (method, request, origin, params) => {
    const handler = handlers[method === "HEAD" ? "GET" : (method as keyof Handlers)];
    if (!handler) throw notAllowed(Object.keys(handlers));
    const credential = bearer(request.headers.get("authorization"));
    const authenticate = () => actorFromServiceToken(credential, origin);
    const reply = await handle(handler, authenticate, request, params);
    return replyAnswer(reply, origin.requestId);
  });
}

async function handle(
  handler: Handler,
  authenticate: () => Promise<TokenActor>,
  request: Request,
  params: Params,
): Promise<Reply> {
  const early = await authenticate();
  const { method, headers, url, body } = request;
  const { pathname, searchParams } = new URL(url);
  const takesBody = method === "POST" || method === "PUT" || method === "PATCH";
  if (!handler.query) expectNoQuery(searchParams);
  const began = performance.now();
  const text = takesBody ? await readText(body, headers, handler) : "";
  const actor = performance.now() - began > bodyPatience ? await authenticate() : early;
  const call: Omit<Call, "actor"> = {
    id: params.id ?? "",
    part: params.part ?? "",
    query: queryOf(searchParams),
    body: takesBody ? await bodyOf(text, handler) : undefined,
    ifRevision: revisionOf(headers.get("if-match"), method === "PATCH"),
  };
  const key = method === "POST" ? headers.get("idempotency-key") : null;
  if (key === null) return handler.run({ actor, ...call });
  const fingerprint = `${pathname}\n${text}`;
  return once(actor, key, fingerprint, (actor) => handler.run({ actor, ...call }));
}

function bodyOf(text: string, { bodyOptional, largest }: Handler): unknown {
  if (text !== "") return largest ? parseJsonInTurns(text, roomy) : parseJson(text);
  if (bodyOptional) return {};
  throw new AppError("BAD_REQUEST", "The body is empty: send a JSON object.");
}

/**
 * A route whose door answers for itself, as the gate's do: of one method or any. What asks there is
 * the portal's process, which has one set of services.
 */
export function doorRoute(method: "GET" | "POST" | "ANY", door: Door): Route {
  return served(async (asked, request, origin) => {
    const fits = method === "ANY" || asked === method || (asked === "HEAD" && method === "GET");
    if (!fits) throw notAllowed([method]);
    const { headers, body, url } = request;
    const { pathname, search } = new URL(url);
    const target = pathname + search;
    const forwardedFor = headers.get("x-forwarded-claim");
    const answer = await door({ target, headers, forwardedFor, origin, body }, portalServices);
    await portalServices.recorder.commit?.();
    return answer;
  });
}

/** `GET /v1/revocations` at the portal, which asks the database now and then. */
export const revocationsRoute = (): Route =>
  served(async (asked, { headers }, origin) => {
    if (asked !== "GET" && asked !== "HEAD") throw notAllowed(["GET"]);
    return openRevocations({ headers, origin }, portalServices.source, portalFeeds());
  });

/** Every path that has no route. */
export function noRoute(): Record<Method, (request: Request) => Promise<Response>> {
  const route = served(async () => {
    throw notFound("path in this API");
  });
  const context = { params: Promise.resolve({}) };
  const entries = methods.map((method) => [
    method,
    (request: Request) => route[method](request, context),
  ]);
  return Object.fromEntries(entries);
}

function notAllowed(allowed: string[]): AppError {
  const allow = [...allowed, ...(allowed.includes("GET") ? ["HEAD"] : [])].join(", ");
  return new AppError("METHOD_NOT_ALLOWED", `This path takes ${allow}.`, { allow });
}

type Work = (
  method: Method,
  request: Request,
  origin: Origin,
  params: Params,
) => Promise<Answer | Stream>;

function served(work: Work): Route {
  const serve =
    (method: Method): Exported =>
    async (request, context) => {
      const origin = originOf(request.headers);
      const answer = await work(method, request, origin, (await context.params) ?? {}).catch(
        async (error) => problemAnswer(await failureOf(error, origin.requestId), origin.requestId),
      );
      if (isStream(answer)) return streamResponse(answer, method === "HEAD");
      const { status, headers, body } = answer;
      const bodiless = method === "HEAD" || status === 204 || status === 304;
      return new Response(bodiless ? null : body, { status, headers });
    };
  return Object.fromEntries(methods.map((method) => [method, serve(method)])) as Route;
}
