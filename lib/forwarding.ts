import ipaddr from "ipaddr.js";

export type Trust = (address: string) => boolean;

/** The address in its one form (an IPv4 address mapped into IPv6 becomes IPv4), or null. */
export function normalAddress(text: string | undefined): string | null {
  const bare = text
    ?.trim()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/%.*$/, "");
  return bare && ipaddr.isValid(bare) ? ipaddr.process(bare).toString() : null;
}

/** Whether an address stands in one of the networks of `TRUSTED_PROXIES`. */
export function trustOf(networks: readonly string[]): Trust {
  const ranges = networks.map((network) =>
    ipaddr.parseCIDR(network.includes("/") ? network : `${network}/${hostBits(network)}`),
  );
  return (address) => {
    const parsed = ipaddr.process(address);
    return ranges.some(([base, bits]) => base.kind() === parsed.kind() && parsed.match(base, bits));
  };
}

const hostBits = (address: string) => (ipaddr.parse(address).kind() === "ipv4" ? 32 : 128);

/**
 * Who called: the socket's peer, unless that is a trusted proxy; then the rightmost address of
 * `x-forwarded-for` that is not one. What an untrusted hop claims is never read.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  trusted: Trust,
): string | null {
  let nearest = normalAddress(peer);
  const hops = forwardedFor?.split(",") ?? [];
  while (nearest !== null && hops.length > 0 && trusted(nearest)) {
    const hop = normalAddress(hops.pop());
    if (hop === null) break;
    nearest = hop;
  }
  return nearest;
}
