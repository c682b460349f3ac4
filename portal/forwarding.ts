import type { IncomingHttpHeaders } from "node:http";
import { clientAddress, type Trust } from "@/lib/forwarding";

/** Forwarding headers, and what Next believes of itself: never taken from a client. */
const untrusted =
  /^(forwarded|via|x-real-ip|x-client-ip|true-client-ip|cf-connecting-ip|x-forwarded-(?!method$|uri$).*|x-request-id|x-nonce|content-security-policy.*|x-middleware-.*|x-invoke-.*|x-invocation-id|x-matched-path|x-now-.*|x-next-.*|x-nextjs-data|x-nextjs-rewritten-.*|next-resume|x-prerender-.*|x-action-forwarded|x-vercel-.*)$/;

export type Forwarding = {
  /** The socket's other end. */
  peer: string | undefined;
  trusted: Trust;
  publicUrl: URL;
  requestId: string;
};

/**
 * Makes the headers of a request say only what this process knows: `x-forwarded-for` becomes the
 * one address of the client, proto and host those of `PUBLIC_URL`, whoever sent what. What was
 * claimed stays in `x-forwarded-claim`: a gateway that shows its token may tell of another's request.
 */
export function cleanHeaders(headers: IncomingHttpHeaders, forwarding: Forwarding): void {
  const { peer, trusted } = forwarding;
  const claim = headers["x-forwarded-for"];
  const address = clientAddress(peer, claim, trusted) ?? "0.0.0.0";
  for (const name of Object.keys(headers)) if (untrusted.test(name)) delete headers[name];
  headers.host = forwarding.publicUrl.host;
  headers["x-forwarded-for"] = address;
  if (claim !== undefined) headers["x-forwarded-claim"] = String(claim);
  headers["x-forwarded-host"] = forwarding.publicUrl.host;
  headers["x-forwarded-proto"] = forwarding.publicUrl.protocol.slice(0, -1);
  headers["x-request-id"] = forwarding.requestId;
}
