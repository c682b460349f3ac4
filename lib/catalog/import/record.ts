/** A part of a document that somebody else wrote: any name may stand in it, `__proto__` too. */
export type Part = Record<string, unknown>;

export const isPart = (value: unknown): value is Part =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What the part itself has under that name, never what objects inherit. */
export const at = (part: unknown, name: string): unknown =>
  isPart(part) && Object.hasOwn(part, name) ? part[name] : undefined;

export const textAt = (part: unknown, name: string): string => {
  const value = at(part, name);
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
};

export const listAt = (part: unknown, name: string, most = 100): unknown[] | undefined => {
  const value = at(part, name);
  return Array.isArray(value) ? value.slice(0, most) : undefined;
};

export const entriesAt = (part: unknown, name: string): [string, unknown][] => {
  const value = at(part, name);
  return isPart(value) ? Object.entries(value) : [];
};

/** What a reference into the same document points to (RFC 6901). */
export function pointedAt(document: Part, reference: string): unknown {
  if (!reference.startsWith("#/") || reference.length > 2000) return undefined;
  let found: unknown = document;
  for (const token of reference.slice(2).split("/")) {
    found = at(found, nameOf(token));
  }
  return found;
}

function nameOf(token: string): string {
  try {
    return decodeURIComponent(token).replaceAll("~1", "/").replaceAll("~0", "~");
  } catch {
    return token;
  }
}
