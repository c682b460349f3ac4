import type { IncomingHttpHeaders } from "node:http";

/** The routes that take no cookie: a bearer token stands for itself wherever the call comes from. */
const bearerOnly = /^\/v1(\/|$)/;

export type Attempt = {
  method: string;
  /** Without `..`, as encoded as it came: `/%76%31` is none of the routes that take no cookie. */
  path: string;
  headers: IncomingHttpHeaders;
};

/**
 * Why a request must not change anything here, in words for the person at the browser; undefined if
 * it may pass. A write has to say that it comes from our own pages: silence is refused as well.
 */
export function crossSiteRefusal(attempt: Attempt, publicOrigin: string): string | undefined {
  const { method, path, headers } = attempt;
  if (method === "GET" || method === "HEAD" || bearerOnly.test(path)) return undefined;
  const { origin } = headers;
  const site = headers["sec-fetch-site"];
  if (origin !== undefined && origin !== publicOrigin) {
    return `This change came from another site. Open the portal at ${publicOrigin} and try again.`;
  }
  if (site !== undefined && site !== "same-origin" && site !== "none") {
    return `This change came from another site. Open the portal at ${publicOrigin} and try again.`;
  }
  if (origin === undefined && site === undefined) {
    return "A change must name the page that it comes from: the request has neither Origin nor Sec-Fetch-Site.";
  }
  return undefined;
}
