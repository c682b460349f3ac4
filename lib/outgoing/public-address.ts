import ipaddr from "ipaddr.js";

/** Azure's host services answer there though the range is public. */
const hostServices = new Set(["168.63.129.16"]);
const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");

/**
 * Whether a textual address may be reached on somebody's behalf: a global unicast one (RFC 6890,
 * RFC 4291 §2.4). An IPv4 address within an IPv6 one (mapped, 6to4, NAT64, Teredo) is none.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== "unicast") return false;
  return address instanceof ipaddr.IPv6
    ? address.match(globalUnicast)
    : !hostServices.has(address.toString());
}
