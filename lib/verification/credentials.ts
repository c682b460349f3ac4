import { basic } from "@/lib/access/basic";
import { bearer } from "@/lib/access/bearer";
import { parseCredential } from "@/lib/keys/credential";
import { parseKey } from "@/lib/keys/format";
import type { Caller } from "./caller";

/**
 * The key that a request to a gateway shows: as Bearer, in `X-API-Key`, or as Basic with the shared
 * key as user and the secret key as password. A header may as well hold what is meant for somebody
 * else, so what has the form of a key counts; of two different ones neither does. "" where there is
 * nothing, or nothing clear.
 */
export function keyShown(headers: Caller["headers"]): string {
  const authorization = headers.get("authorization");
  const pair = basic(authorization);
  const shown = [
    bearer(authorization),
    headers.get("x-api-key")?.trim(),
    pair && pair.user + pair.password,
  ].filter((text) => text !== null && text !== undefined);
  if (shown.length < 2) return shown[0] ?? "";
  const keys = new Set(shown.filter((text) => parseCredential(text)));
  const [first = ""] = keys.size > 0 ? keys : shown;
  return keys.size > 1 ? "" : first;
}

/**
 * How an OAuth client authenticates: a service token or a key as Bearer, or by Basic with the
 * credential as password; of a key's halves the one is the user and the other the password.
 */
export function clientCredential(headers: Caller["headers"]): string | null {
  const authorization = headers.get("authorization");
  const pair = basic(authorization);
  if (!pair) return bearer(authorization);
  const whole = pair.user + pair.password;
  return parseKey(whole) ? whole : pair.password;
}
