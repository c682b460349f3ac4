import type { Context, MiddlewareHandler } from "hono";
import { type GuardOptions, judge } from "./guard.js";
import type { Valid } from "./verdict.js";
import type { Verifier } from "./verifier.js";

export type { GuardOptions } from "./guard.js";

/** What the guard adds to a context: `c.get("portcullis")`. */
export type GuardVariables = { portcullis: Valid };

/**
 * Middleware that lets only requests with a valid key pass, and puts what is known of it where
 * `c.get("portcullis")` finds it. All others are answered with problem details (RFC 9457): 401 no
 * valid key, 403 not allowed, 429 too often, 503 nobody can tell now. Throws where `verify` does.
 */
export function guard(
  verifier: Pick<Verifier, "verify">,
  options: GuardOptions<Context> = {},
): MiddlewareHandler<{ Variables: GuardVariables }> {
  return async (c, next) => {
    const { headers, method, url } = c.req.raw;
    const told = { headers, method, path: new URL(url).pathname };
    const judged = await judge<Context>(verifier, c, told, options);
    if ("refusal" in judged) {
      const { status, headers, body } = judged.refusal;
      return new Response(body, { status, headers });
    }
    c.set("portcullis", judged.portcullis);
    await next();
  };
}
