import { AppError } from "@/lib/errors";

const deepest = 32;

const malformed = (message: string) => new AppError("BAD_REQUEST", message);

/** One token that matters for nesting and names: a string, or a structural character. */
const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/g;

/** Throws where a well-formed text nests too deeply or gives a name twice (RFC 7493 §2.3). */
function inspect(text: string): void {
  const open: (Set<string> | null)[] = [];
  let last = "";
  for (const [part] of text.matchAll(token)) {
    if (part === "{" || part === "[") {
      open.push(part === "{" ? new Set() : null);
      if (open.length > deepest) throw malformed(`The body nests deeper than ${deepest} levels.`);
    } else if (part === "}" || part === "]") {
      open.pop();
    } else if (part === ":") {
      const name: string = JSON.parse(last);
      const names = open.at(-1);
      if (names?.has(name)) throw malformed(`The body gives ${shown(name)} twice.`);
      if (name === "__proto__") throw malformed("The body has a field that is not allowed.");
      names?.add(name);
    }
    last = part;
  }
}

const shown = (name: string) => JSON.stringify(name.slice(0, 50));

/** Parses a JSON text strictly. Throws 400: no JSON, a name given twice, too many levels. */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed("The body is not valid JSON.");
  }
  inspect(text);
  return value;
}
