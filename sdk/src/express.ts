import { type GuardOptions, judge } from "./guard.js";
import type { Valid } from "./verdict.js";
import type { Verifier } from "./verifier.js";

export type { GuardOptions } from "./guard.js";

declare global {
  namespace Express {
    interface Request {
      /** Set by the guard: whose valid key the request carries. */
      portcullis?: Valid;
    }
  }
}

/** What the guard needs of a request of Express, Connect or `node:http`. */
export type GuardedRequest = {
  method?: string | undefined;
  url?: string | undefined;
  originalUrl?: string | undefined;
  headers: Record<string, string | string[] | undefined>;
  /** The caller's address, as the application's `trust proxy` says. */
  ip?: string | undefined;
  portcullis?: Valid | undefined;
};

type GuardedResponse = {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  end(body: string): unknown;
};

/**
 * Middleware that lets only requests with a valid key pass, and puts what is known of it into
 * `request.portcullis`. All others are answered with problem details (RFC 9457): 401 no valid key,
 * 403 not allowed, 429 too often, 503 nobody can tell now. What `verify` throws goes to `next`.
 */
export function guard<Asked extends GuardedRequest = GuardedRequest>(
  verifier: Pick<Verifier, "verify">,
  options: GuardOptions<Asked> = {},
): (request: Asked, response: GuardedResponse, next: (error?: unknown) => void) => void {
  return (request, response, next) => {
    const { method = "GET", headers, ip } = request;
    // Not by URL, which would take the path //a/b for the host a.
    const [path = ""] = (request.originalUrl ?? request.url ?? "").split(/[?#]/, 1);
    const get = (name: string) => {
      const value = headers[name];
      return Array.isArray(value) ? value.join(", ") : value;
    };
    judge(verifier, request, { headers: { get }, method, path, ip }, options)
      .then((judged) => {
        if ("portcullis" in judged) {
          request.portcullis = judged.portcullis;
          return true;
        }
        const { status, headers, body } = judged.refusal;
        response.statusCode = status;
        for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
        response.end(body);
        return false;
      })
      .then((passes) => passes && next(), next);
  };
}
