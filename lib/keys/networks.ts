import ipaddr from "ipaddr.js";
import { z } from "zod";

const mostNetworks = 50;
const words = "An address or network such as 203.0.113.7, 203.0.113.0/24 or 2001:db8::/48.";
const tooLarge = "Too large a network: at least /8, or /16 of IPv6. For anywhere, name none.";
const bits = /^(?:0|[1-9]\d{0,2})$/;

type Parsed = [ipaddr.IPv4 | ipaddr.IPv6, number];

function parsed(text: string): Parsed | null {
  const [address = "", length, ...more] = text.split("/");
  if (more.length > 0 || text.includes("%") || (length !== undefined && !bits.test(length))) {
    return null;
  }
  const four = ipaddr.IPv4.isValidFourPartDecimal(address);
  if (!four && !(address.includes(":") && ipaddr.IPv6.isValid(address))) return null;
  const ip = ipaddr.parse(address);
  const most = four ? 32 : 128;
  const wanted = length === undefined ? most : Number(length);
  return wanted <= most ? [ip, wanted] : null;
}

/**
 * The network as it is kept: in CIDR notation, the bits of hosts cleared, IPv6 as RFC 5952 says and
 * IPv4 within it as IPv4. Null where `text` is neither a network nor an address.
 */
export function normalNetwork(text: string): string | null {
  const network = parsed(text);
  if (!network) return null;
  const [ip, length] = network;
  const bytes = ip.toByteArray().map((byte, at) => {
    const kept = Math.min(8, Math.max(0, length - at * 8));
    return byte & (0xff << (8 - kept));
  });
  const first = ipaddr.fromByteArray(bytes);
  if (first instanceof ipaddr.IPv4) return `${first.toString()}/${length}`;
  if (first.isIPv4MappedAddress() && length >= 96) {
    return `${first.toIPv4Address().toString()}/${length - 96}`;
  }
  return `${first.toRFC5952String()}/${length}`;
}

/** Whether each of the networks lies in one of the others. What can't be understood lies in none. */
export function areWithin(networks: readonly string[], others: readonly string[]): boolean {
  const cidr = (text: string) => (ipaddr.isValidCIDR(text) ? [ipaddr.parseCIDR(text)] : []);
  const outer = others.flatMap(cidr);
  return networks.every((text) => {
    const [network] = cidr(text);
    if (!network) return false;
    const [ip, length] = network;
    return outer.some(
      ([first, most]) => ip.kind() === first.kind() && length >= most && ip.match([first, most]),
    );
  });
}

/** A restriction to nearly everywhere would be none. */
const isLarge = (network: string): boolean =>
  Number(network.slice(network.indexOf("/") + 1)) < (network.includes(":") ? 16 : 8);

/** Networks that a key may be used from, each once; null for anywhere. */
export const networksField = () =>
  z
    .array(
      z
        .string(words)
        .max(100, words)
        .transform((text, context) => {
          const network = normalNetwork(text.trim());
          if (network !== null && !isLarge(network)) return network;
          context.addIssue({ code: "custom", message: network === null ? words : tooLarge });
          return z.NEVER;
        }),
      "A list of networks, or null.",
    )
    .min(1, "Name at least one network, or send null for anywhere.")
    .max(mostNetworks, `At most ${mostNetworks} networks.`)
    .refine((all) => new Set(all).size === all.length, "Name each network once.")
    .nullable();
