import type { Origin } from "./access/actor";
import { isId, newId } from "./ids";

/**
 * Where a request came from. Believes `x-request-id` and `x-forwarded-for`: the entry of every
 * process has replaced what the client wrote there.
 */
export function originOf(headers: { get(name: string): string | null }): Origin {
  const requestId = headers.get("x-request-id");
  const network = headers.get("x-forwarded-for")?.split(",").at(-1)?.trim();
  return {
    requestId: isId("req", requestId) ? requestId : newId("req"),
    network: network || null,
    userAgent: headers.get("user-agent"),
  };
}
