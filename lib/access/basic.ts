export type Pair = { user: string; password: string };

/**
 * User and password of `Authorization: Basic …` (RFC 7617 §2), or null. What an OAuth client has
 * encoded as a form first (RFC 6749 §2.3.1) is decoded.
 */
export function basic(authorization: string | null | undefined): Pair | null {
  const coded = /^Basic +([A-Za-z0-9+/]{1,8192}={0,2}) *$/i.exec(authorization ?? "")?.[1];
  if (!coded) return null;
  const text = Buffer.from(coded, "base64").toString();
  const colon = text.indexOf(":");
  if (colon < 0) return null;
  return { user: plain(text.slice(0, colon)), password: plain(text.slice(colon + 1)) };
}

function plain(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
