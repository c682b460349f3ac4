/** What stands in a segment as it is (RFC 3986 §3.3), but for the semicolon. */
const plain = /[A-Za-z0-9\-._~!$&'()*+,=:@]/;
const plainPath = /^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9\-._~!$&'()*+,=:@]+)*\/?$/;
/** What some clients leave as it is though it is to be encoded. */
const careless = /["<>[\]^`{|}]/g;

/** Percent-encoding of what need not be encoded is undone, once; the rest in upper case. */
export const normalEncoding = (path: string): string =>
  path.replace(/%[0-9A-Fa-f]{2}/g, (code) => {
    const character = String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return plain.test(character) ? character : code.toUpperCase();
  });

/**
 * The path of a request as templates are matched with it, without its query and a slash at the end;
 * or null. Gateways pass on the path as it came, and servers differ in what they make of an encoded
 * slash, a backslash, a control character, a semicolon, an empty segment or a dot segment, also an
 * encoded one or one encoded twice, and of bytes that are no UTF-8: such a path, and one that is
 * none (RFC 3986 §3.3), matches nothing.
 */
export function normalPath(target: string): string | null {
  const query = target.indexOf("?");
  const path = query < 0 ? target : target.slice(0, query);
  if (path.charCodeAt(0) !== 0x2f) return null;
  const normal = plainPath.test(path) ? path : encoded(path);
  if (normal === null || normal === "/") return normal;
  return normal.endsWith("/") ? normal.slice(0, -1) : normal;
}

function encoded(path: string): string | null {
  const normal = normalEncoding(path.replace(careless, percent));
  if (/%(?:25)?(?:2F|3B|5C|[01][0-9A-F]|7F)|%252E/i.test(normal) || !isText(normal)) return null;
  return plainPath.test(normal.replace(/%[0-9A-F]{2}/g, "~~~")) ? normal : null;
}

/** Whether it decodes to UTF-8: what does not is read differently by servers. */
function isText(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

const percent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
