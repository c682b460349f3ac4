type Json = Record<string, unknown>;

/** A claim of a token: what stands in it and what that means. `at`: the time that it names. */
export type Claim = { name: string; value: string; meaning: string; at?: string };

/** In the order in which people ask: whose, for what, until when; then what machines need. */
export const claimMeanings: readonly [name: string, meaning: string][] = [
  ["iss", "Who issued it: your organization, at this gate"],
  ["sub", "The application that calls"],
  ["aud", "The APIs that it is for; others refuse it"],
  ["scope", "What it may do there"],
  ["exp", "It ends"],
  ["nbf", "Refused before"],
  ["iat", "It was signed"],
  ["env", "The environment that it is for"],
  ["owner", "The member who answers for it"],
  ["jti", "Its key ID, by which it is found and revoked"],
  ["client_id", "The application again, as OAuth names it"],
  ["status", "Its place in the list that says whether it was revoked"],
  ["kid", "The signing key that it is checked with"],
];

const times = ["exp", "nbf", "iat"];

/** What a token says, in words. Nothing is checked: it came from the portal itself. */
export function claimsOf(token: string, application: string): Claim[] {
  const [header, payload] = token.split(".").slice(0, 2).map(decoded);
  const said: Json = { ...payload, kid: header?.kid };
  return claimMeanings.flatMap(([name, meaning]) => {
    const value = said[name];
    if (value === undefined) return [];
    return {
      name,
      value: valueWords(value),
      meaning: meaningOf(name, meaning, value, application),
      ...(times.includes(name) && { at: new Date(Number(value) * 1000).toISOString() }),
    };
  });
}

function meaningOf(name: string, meaning: string, value: unknown, application: string): string {
  if (value === "") return "Nothing by name: only the endpoints that are granted";
  return name === "sub" ? `${meaning}: ${application}` : meaning;
}

/** Who issued a token, and for which APIs. */
export function issuerAndAudience(token: string): { issuer: string; audience: string[] } {
  const { iss, aud } = decoded(token.split(".")[1] ?? "");
  return { issuer: String(iss), audience: Array.isArray(aud) ? aud.map(String) : [] };
}

/** A part of a JWS in compact form (RFC 7515 §2). */
function decoded(part: string): Json {
  const binary = atob(part.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes)) as Json;
}

function valueWords(value: unknown): string {
  if (typeof value === "string") return value === "" ? "(empty)" : value;
  if (Array.isArray(value)) return value.join(" ");
  const list = (value as { status_list?: { idx?: unknown; uri?: unknown } } | null)?.status_list;
  return list ? `${list.idx} in ${list.uri}` : JSON.stringify(value);
}
