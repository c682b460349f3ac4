import { resolve } from "node:path";
import { expect } from "vitest";
import { appFiles } from "@/e2e/access/app-files";
import { undocumented } from "@/lib/openapi/testing/documented";

type Method = "DELETE" | "GET" | "HEAD" | "OPTIONS" | "PATCH" | "POST" | "PUT";
type Params = { params: Promise<Record<string, string>> };
type Route = Record<Method, (request: Request, params: Params) => Promise<Response>>;

/** Every route file of the API by its path, such as `/v1/apis/[id]`, literal ones first. */
export const routes: ReadonlyMap<string, Route> = new Map(
  await Promise.all(
    appFiles("route.ts")
      .filter((file) => file.startsWith("v1/"))
      .sort((a, b) => a.split("[").length - b.split("[").length)
      .map(async (file) => {
        const route: Route = await import(resolve("app", file));
        return [`/${file.replace(/\/route\.ts$/, "")}`, route] as const;
      }),
  ),
);

const missing = "/v1/[[...path]]";

/** The route and the parameters of a path, as the router finds them. */
function find(path: string) {
  const asked = path.split("/");
  for (const [pattern, route] of routes) {
    const parts = pattern.split("/");
    const fits = parts.every((part, i) => part.startsWith("[") || part === asked[i]);
    if (pattern === missing || parts.length !== asked.length || !fits) continue;
    const named = parts.flatMap((part, i) =>
      part.startsWith("[") ? [[part.slice(1, -1), asked[i] ?? ""] as const] : [],
    );
    return { route, params: Object.fromEntries(named) };
  }
  return { route: routes.get(missing), params: {} };
}

export type Sent = { token?: string; body?: unknown; headers?: Record<string, string> };

export type Call = ReturnType<typeof callAs>;

/**
 * Asks as the holder of a service token, unless another credential is sent. Fails where the answer
 * is not as the API's description says.
 */
export const callAs =
  (root: string) =>
  async (request: string, { token = root, body, headers }: Sent = {}) => {
    const [method = "", target = ""] = request.split(" ");
    const url = new URL(target, "https://portal.example");
    const { route, params } = find(url.pathname);
    const answer = await route?.[method as Method](
      new Request(url, {
        method,
        headers: {
          ...(token && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { "content-type": "application/json" }),
          ...headers,
        },
        body: sendable(body),
        ...(body instanceof ReadableStream && { duplex: "half" }),
      }),
      { params: Promise.resolve(params) },
    );
    if (!answer) throw new Error(`no route takes ${method}`);
    const { status, headers: told } = answer;
    const read = { status, headers: told, json: await contentOf(answer) };
    expect([request, undocumented(method, url.pathname, read)]).toEqual([request, null]);
    return read;
  };

/** A stream goes on until whoever listens has enough: here, of its head. */
async function contentOf(answer: Response) {
  if (answer.headers.get("content-type")?.startsWith("text/event-stream")) {
    await answer.body?.cancel();
    return "";
  }
  const text = await answer.text();
  return text === "" ? undefined : JSON.parse(text);
}

const sendable = (body: unknown) =>
  body === undefined || typeof body === "string" || body instanceof ReadableStream
    ? body
    : JSON.stringify(body);

let made = 0;

/** What makes an application, of a fresh name unless one is given. */
export const wish = (name = `CRM ${++made}`) => ({ name, baseUrl: "https://crm.example" });
