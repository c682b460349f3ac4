import ipaddr from "ipaddr.js";

export type Trust = (address: string) => boolean;

/** The plain form of an address, without port, brackets, zone or IPv4 mapping; null for junk. */
export function normalAddress(text: string | undefined): string | null {
  const bare = (text ?? "")
    .trim()
    .replace(/^\[([^\]]*)\](:\d+)?$/, "$1")
    .replace(/^([\d.]+):\d+$/, "$1")
    .replace(/%.*$/, "");
  const plain = ipaddr.IPv4.isValidFourPartDecimal(bare) || ipaddr.IPv6.isValid(bare);
  return plain ? ipaddr.process(bare).toString() : null;
}

/** Whether an address stands in one of the networks of `TRUSTED_PROXIES`. */
export function trustOf(networks: readonly string[]): Trust {
  const ranges = networks.map((network) =>
    ipaddr.isValidCIDR(network) ? ipaddr.parseCIDR(network) : single(network),
  );
  return (address) => {
    const parsed = ipaddr.process(address);
    return ranges.some(([base, bits]) => base.kind() === parsed.kind() && parsed.match(base, bits));
  };
}

function single(network: string): ReturnType<typeof ipaddr.parseCIDR> {
  const address = ipaddr.process(network);
  return [address, address.kind() === "ipv4" ? 32 : 128];
}

/**
 * Who called: the socket's peer, unless that is a trusted proxy; then the rightmost address of
 * `x-forwarded-for` that is not one. What an untrusted hop claims is never read.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | string[] | undefined,
  trusted: Trust,
): string | null {
  let nearest = normalAddress(peer);
  const hops = [forwardedFor ?? []].flat().join(",").split(",");
  while (nearest !== null && hops.length > 0 && trusted(nearest)) {
    const hop = normalAddress(hops.pop());
    if (hop === null) break;
    nearest = hop;
  }
  return nearest;
}
