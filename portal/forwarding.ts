import type { IncomingHttpHeaders } from "node:http";
import ipaddr from "ipaddr.js";

/** Forwarding headers, and what Next believes of itself: never taken from a client. */
const untrusted =
  /^(forwarded|via|x-real-ip|x-client-ip|true-client-ip|cf-connecting-ip|x-forwarded-(?!method$|uri$).*|x-request-id|x-nonce|content-security-policy.*|x-middleware-.*|x-invoke-.*|x-invocation-id|x-matched-path|x-now-.*|x-next-.*|x-nextjs-data|x-nextjs-rewritten-.*|next-resume|x-prerender-.*|x-action-forwarded|x-vercel-.*)$/;

export type Forwarding = {
  /** The socket's other end. */
  peer: string | undefined;
  /** `TRUSTED_PROXIES`: networks or single addresses. */
  trusted: readonly string[];
  publicUrl: URL;
  requestId: string;
};

/**
 * Makes the headers of a request say only what this process knows: `x-forwarded-for` becomes the
 * one address of the client, proto and host those of `PUBLIC_URL`, whoever sent what.
 */
export function cleanHeaders(headers: IncomingHttpHeaders, forwarding: Forwarding): void {
  const address = clientAddress(forwarding, headers["x-forwarded-for"]);
  for (const name of Object.keys(headers)) if (untrusted.test(name)) delete headers[name];
  headers.host = forwarding.publicUrl.host;
  headers["x-forwarded-for"] = address;
  headers["x-forwarded-host"] = forwarding.publicUrl.host;
  headers["x-forwarded-proto"] = forwarding.publicUrl.protocol.slice(0, -1);
  headers["x-request-id"] = forwarding.requestId;
}

/**
 * The address of the client: the socket's, or where that is a trusted proxy's, the rightmost entry
 * of `x-forwarded-for` that no trusted proxy wrote of itself.
 */
export function clientAddress(
  { peer, trusted }: Pick<Forwarding, "peer" | "trusted">,
  forwardedFor: string | string[] | undefined,
): string {
  let client = normalAddress(peer ?? "") ?? "0.0.0.0";
  const hops = [forwardedFor ?? []].flat().join(",").split(",");
  while (isWithin(client, trusted)) {
    const next = normalAddress(hops.pop() ?? "");
    if (!next) break;
    client = next;
  }
  return client;
}

/** The plain form of an address, without port, brackets, zone or IPv4 mapping; undefined for junk. */
function normalAddress(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(/^\[([^\]]*)\](:\d+)?$/, "$1")
    .replace(/^([\d.]+):\d+$/, "$1")
    .replace(/%.*$/, "");
  const dotted = ipaddr.IPv4.isValidFourPartDecimal(bare) || ipaddr.IPv6.isValid(bare);
  return dotted ? ipaddr.process(bare).toString() : undefined;
}

function isWithin(address: string, networks: readonly string[]): boolean {
  const parsed = ipaddr.process(address);
  return networks.some((network) => {
    const [base, bits] = ipaddr.isValidCIDR(network)
      ? ipaddr.parseCIDR(network)
      : [ipaddr.process(network), undefined];
    return (
      parsed.kind() === base.kind() &&
      parsed.match(base, bits ?? (base.kind() === "ipv4" ? 32 : 128))
    );
  });
}
