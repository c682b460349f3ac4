import { bearer } from "@/lib/access/bearer";

/** The head of a usual verification. */
export type UsualHead = {
  /** All of it, with the empty line that ends it: a character per byte. */
  text: string;
  /** Bytes of the body. */
  length: number;
  /** By their names in lower case. */
  fields: ReadonlyMap<string, string>;
  /** The service token, or null where none is given as it should be. */
  credential: string | null;
};

const opening = "POST /v1/keys/verify HTTP/1.1\r\n";
const ending = "\r\n\r\n";
const field = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):([ -~]*)$/;
const json = /^application\/json(; ?charset=utf-8)?$/i;
const digits = /^[1-9]\d{0,4}$/;
const mostFields = 100;
const longest = 8 * 1024;
/** Of a larger one its sender is looked at before it is read. */
const largestBody = 16 * 1024;

/** What says that the message, its body or its connection are anything but plain. */
const unusual = [
  "transfer-encoding",
  "trailer",
  "expect",
  "upgrade",
  "content-encoding",
  "proxy-connection",
];

/**
 * The head that `text` begins with, where it is the plain head of a verification as nearly all are:
 * nothing in it that RFC 9112 lets two readers understand in two ways, no field twice, a body of a
 * told length, a connection that is kept. Null for anything else, be it right or wrong, and for a head
 * that is not all there: Node judges that.
 */
export function usualHead(text: string): UsualHead | null {
  if (!text.startsWith(opening)) return null;
  const end = text.indexOf(ending);
  if (end < 0 || end > longest) return null;
  const fields = fieldsIn(text.slice(opening.length, end));
  if (!fields || unusual.some((name) => fields.has(name))) return null;
  const length = fields.get("content-length") ?? "";
  const isPlain =
    fields.has("host") &&
    digits.test(length) &&
    Number(length) <= largestBody &&
    json.test(fields.get("content-type") ?? "") &&
    (fields.get("connection") ?? "keep-alive").toLowerCase() === "keep-alive";
  if (!isPlain) return null;
  const credential = bearer(fields.get("authorization"));
  const head = copyOf(text.slice(0, end + ending.length));
  return { text: head, length: Number(length), fields, credential };
}

/** Null where one is no plain field or comes twice. */
function fieldsIn(text: string): Map<string, string> | null {
  const lines = copyOf(text).split("\r\n");
  if (lines.length > mostFields) return null;
  const fields = new Map<string, string>();
  for (const line of lines) {
    const [, name = "", value = ""] = field.exec(line) ?? [];
    const known = name.toLowerCase();
    if (known === "" || fields.has(known)) return null;
    fields.set(known, value.trim());
  }
  return fields;
}

/** What is cut from a text keeps all of it in memory, and with it the key. */
const copyOf = (text: string) => Buffer.from(text, "latin1").toString("latin1");
