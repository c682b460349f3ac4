import { setImmediate as nextTurn } from "node:timers/promises";
import { AppError } from "@/lib/errors";

/** What an OpenAPI document may have that is sent as it is. */
export const roomy = { deepest: 100, mostTokens: 2_000_000 };
const tokensPerTurn = 10_000;
/** More than a full batch has; parsing so many takes some milliseconds. */
const usual = { deepest: 32, mostTokens: 400_000 };

const malformed = (message: string) => new AppError("BAD_REQUEST", message);
const noJson = () => malformed("The body is not valid JSON.");

/** One token that matters for nesting and names: a string, or a structural character. */
const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/g;

/**
 * Throws where a well-formed text nests too deeply or gives a name twice (RFC 7493 §2.3). Yields
 * now and then, so that others can have their turn.
 */
function* inspect(text: string, deepest = usual.deepest): Generator<number> {
  const open: (Set<string> | null)[] = [];
  let last = "";
  let seen = 0;
  for (const [part] of text.matchAll(token)) {
    if (part === "{" || part === "[") {
      open.push(part === "{" ? new Set() : null);
      if (open.length > deepest) throw malformed(`The body nests deeper than ${deepest} levels.`);
    } else if (part === "}" || part === "]") {
      open.pop();
    } else if (part === ":") {
      const name: string = parse(last);
      const names = open.at(-1);
      if (names?.has(name)) throw malformed(`The body gives ${shown(name)} twice.`);
      if (name === "__proto__") throw malformed("The body has a field that is not allowed.");
      names?.add(name);
    }
    last = part;
    if (++seen % tokensPerTurn === 0) yield seen;
  }
}

const shown = (name: string) => JSON.stringify(name.slice(0, 50));

function parse(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    throw noJson();
  }
}

/** Parses a JSON text strictly. Throws 400: no JSON, a name given twice, too many levels. */
export function parseJson(text: string): unknown {
  const value: unknown = parse(text);
  for (const _ of inspect(text));
  return value;
}

/** As `parseJson`, of a long text, letting others have their turn in between. */
export async function parseJsonInTurns(
  text: string,
  { deepest, mostTokens } = usual,
): Promise<unknown> {
  for (const seen of inspect(text, deepest)) {
    if (seen >= mostTokens) throw malformed("The body has too many fields and values.");
    await nextTurn();
  }
  return parse(text);
}
