import { type GuardOptions, judge } from "./guard.js";
import type { Valid } from "./verdict.js";
import type { Verifier } from "./verifier.js";

export type { GuardOptions } from "./guard.js";

/** A request whose key is valid. */
export type Guarded<Asked extends Request = Request> = Asked & { readonly portcullis: Valid };

/**
 * A handler of `fetch` requests that is called only for requests with a valid key, which it finds
 * in `request.portcullis`. All others are answered with problem details (RFC 9457): 401 no valid
 * key, 403 not allowed, 429 too often, 503 nobody can tell now. Throws where `verify` does.
 */
export function guard<Asked extends Request = Request, Rest extends unknown[] = unknown[]>(
  verifier: Pick<Verifier, "verify">,
  handler: (request: Guarded<Asked>, ...rest: Rest) => Response | Promise<Response>,
  options: GuardOptions<Asked> = {},
): (request: Asked, ...rest: Rest) => Promise<Response> {
  return async (request, ...rest) => {
    const { headers, method, url } = request;
    const told = { headers, method, path: new URL(url).pathname };
    const judged = await judge(verifier, request, told, options);
    if ("refusal" in judged) {
      const { status, headers, body } = judged.refusal;
      return new Response(body, { status, headers });
    }
    return handler(Object.assign(request, { portcullis: judged.portcullis }), ...rest);
  };
}
