import { kindOf } from "./token.js";

type Headers = { get(name: string): string | null | undefined };

/**
 * The key that a request shows: as Bearer (RFC 6750 §2.1) or in `X-API-Key`. A header may as well
 * hold what is meant for somebody else, so what has the form of a key counts; of two different ones
 * neither does. "" where there is nothing, or nothing clear.
 */
export function keyShown(headers: Headers): string {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.get("authorization") ?? "")?.[1];
  const shown = [bearer, headers.get("x-api-key")?.trim()].filter((text) => text);
  const keys = new Set(shown.filter((text) => text && kindOf(text) !== null));
  const [first = ""] = keys.size > 0 ? keys : shown;
  return keys.size > 1 ? "" : first;
}
