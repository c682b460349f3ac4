const keyLike = /^([a-z][a-z0-9]{1,7}_(?:(?:dev|stg|live)_)?)([0-9A-Za-z]+)$/;
const jwtLike = /^[\w-]+\.([\w-]+)\.[\w-]*$/;
const typeId = /^[a-z]{3}_[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/**
 * What of a typed or pasted text may leave the browser: of a key its shared key, of a JWT its
 * `jti`, of anything else that could be (part of) a secret nothing.
 */
export function searchable(text: string): string {
  const trimmed = text.trim().replace(/^Bearer\s+/i, "");
  if (typeId.test(trimmed)) return trimmed;
  const key = keyLike.exec(trimmed);
  if (key?.[1] && key[2] && key[2].length >= 17) return key[1] + key[2].slice(0, 17);
  const payload = jwtLike.exec(trimmed)?.[1];
  if (payload && trimmed.length > 60) return jwtId(payload);
  if (/[0-9A-Za-z]{27}/.test(trimmed)) return "";
  return trimmed.slice(0, 100);
}

function jwtId(payload: string): string {
  try {
    const claims: unknown = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
    const jti = typeof claims === "object" && claims !== null && "jti" in claims && claims.jti;
    return typeof jti === "string" && typeId.test(jti) ? jti : "";
  } catch {
    return "";
  }
}
