import type { Endpoint } from "@/lib/verification/matcher";

/** The rule, as one would say it, one template and one character after the other. */
export function naively(endpoints: Endpoint[], method: string, target: string): Endpoint | null {
  const asked = segmentsAsked(target);
  if (asked === null) return null;
  for (const name of method === "HEAD" ? ["HEAD", "GET"] : [method]) {
    let best: Endpoint | null = null;
    for (const each of endpoints) {
      if (each.method !== name || !matches(each.path, asked)) continue;
      if (best === null || goesBefore(each.path, best.path)) best = each;
    }
    if (best !== null) return best;
  }
  return null;
}

function segmentsAsked(target: string): string[] | null {
  const [path = ""] = target.split("?");
  if (path[0] !== "/") return null;
  const texts = path.split("/").slice(1);
  if (texts.at(-1) === "") texts.pop();
  const read = texts.map(readSegment);
  return read.includes(null) ? null : (read as string[]);
}

const unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
const asItIs = `${unreserved}!$&'()*+,=:@`;

function readSegment(text: string): string | null {
  let read = "";
  let bytes = "";
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i);
    if (text[i] === "%") {
      const digits = text.slice(i + 1, i + 3);
      if (digits.length < 2 || ![...digits].every((d) => "0123456789abcdefABCDEF".includes(d))) {
        return null;
      }
      code = Number.parseInt(digits, 16);
      i += 2;
      if (code < 32 || code === 127 || "/\\;".includes(String.fromCharCode(code))) return null;
    } else if (code <= 32 || code >= 127 || "\\;#".includes(text[i] ?? "")) {
      return null;
    }
    const character = String.fromCharCode(code);
    bytes += character;
    read += asItIs.includes(character)
      ? character
      : `%${code.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  if (read === "" || read === "." || read === ".." || !isUtf8(bytes)) return null;
  return hidesMore(bytes) ? null : read;
}

const isUtf8 = (bytes: string) => !Buffer.from(bytes, "latin1").toString("utf8").includes("\uFFFD");

/** Whether decoding it again would bring up what is refused. */
function hidesMore(bytes: string): boolean {
  for (let i = bytes.indexOf("%"); i >= 0; i = bytes.indexOf("%", i + 1)) {
    const code = Number.parseInt(bytes.slice(i + 1, i + 3), 16);
    if (!/^[0-9A-Fa-f]{2}/.test(bytes.slice(i + 1))) continue;
    if (code < 32 || code === 127 || "/\\;.".includes(String.fromCharCode(code))) return true;
  }
  return false;
}

const segmentsIn = (template: string) => (template === "/" ? [] : template.slice(1).split("/"));

function matches(template: string, asked: string[]): boolean {
  const segments = segmentsIn(template);
  for (const [i, segment] of segments.entries()) {
    const text = asked[i];
    if (text === undefined) return false;
    if (segment.endsWith("*}")) return true;
    const [before = "", after] = segment.split(/\{[^}]*\}/);
    if (after === undefined ? text !== segment : !between(text, before, after)) return false;
  }
  return segments.length === asked.length;
}

const between = (text: string, before: string, after: string) =>
  [...text].some((_, i) => i >= before.length && i < text.length - after.length) &&
  text.slice(0, before.length) === before &&
  text.slice(text.length - after.length) === after;

/** A number per segment: the smaller goes first. */
const rankOf = (segment: string) => {
  if (!segment.includes("{")) return 0;
  if (segment.endsWith("*}")) return 10_000;
  return 1_000 - segment.replace(/\{[^}]*\}/, "").length;
};

const nameless = (segment: string) => segment.replace(/\{[^}*]*/, "{");

function goesBefore(a: string, b: string): boolean {
  const [ours, theirs] = [segmentsIn(a), segmentsIn(b)];
  for (const [i, segment] of ours.entries()) {
    const other = theirs[i] ?? "";
    if (nameless(segment) === nameless(other)) continue;
    if (rankOf(segment) === rankOf(other)) break;
    return rankOf(segment) < rankOf(other);
  }
  throw new Error(`nothing decides between ${a} and ${b}`);
}
