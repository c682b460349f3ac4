import { normalAddress } from "@/lib/forwarding";
import type { VerifyKey } from "./question";

const quote = 0x22;
const comma = 0x2c;

/** Where the next character stands that is no white space of JSON (RFC 8259 §2). */
function skip(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at;
    at++;
  }
}

/** The place after the string that begins at `from`, where it is plain printable ASCII; else -1. */
function plainEnd(text: string, from: number): number {
  if (text.charCodeAt(from) !== quote) return -1;
  let at = from + 1;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === quote) return at + 1;
    if (!(code >= 0x20 && code < 0x7f) || code === 0x5c) return -1;
    at++;
  }
}

const slug = /^[a-z0-9-]{0,100}$/;

/**
 * What a body of the usual shape asks: plain texts as `key`, `api` and `permissions`, and as `method`,
 * `path`, `ip` and `userAgent` of a `request`, a whole number as `cost`, each at most once. Null for
 * anything else, be it right or wrong: the schema judges that.
 * `text` holds a character per byte.
 */
export function fastQuestion(text: string): VerifyKey | null {
  const keyEnd = text.startsWith(opening) ? plainEnd(text, opening.length - 1) : -1;
  if (keyEnd < 0) return wholeQuestion(text);
  const ending = text.slice(keyEnd);
  const known = endings.get(ending);
  if (known) return { ...known, key: text.slice(opening.length, keyEnd - 1) };
  const question = wholeQuestion(text);
  if (question && ending.length <= longestEnding) remember(ending);
  return question;
}

const opening = '{"key":"';
const longestEnding = 200;
const mostEndings = 1000;

/** Most callers ask the same of every key: what follows it is understood once. */
const endings = new Map<string, VerifyKey>();

/** Of a copy: what was cut from a text keeps all of it in memory, and with it the key. */
function remember(ending: string): void {
  const copy = Buffer.from(ending, "latin1").toString("latin1");
  const question = wholeQuestion(`${opening}"${copy}`);
  if (endings.size === mostEndings) endings.clear();
  if (question) endings.set(copy, question);
}

function wholeQuestion(text: string): VerifyKey | null {
  let key: string | undefined;
  let api: string | undefined;
  let permissions: string[] | undefined;
  let cost: number | undefined;
  let request: Request | undefined;
  let at = skip(text, 0);
  if (text.charCodeAt(at) !== 0x7b) return null;
  for (;;) {
    at = skip(text, at + 1);
    const nameEnd = plainEnd(text, at);
    if (nameEnd < 0) return null;
    const name = text.slice(at + 1, nameEnd - 1);
    at = skip(text, nameEnd);
    if (text.charCodeAt(at) !== 0x3a) return null;
    at = skip(text, at + 1);
    if (name === "key" && key === undefined) {
      const end = plainEnd(text, at);
      if (end < 0) return null;
      key = text.slice(at + 1, end - 1);
      at = end;
    } else if (name === "api" && api === undefined) {
      const end = plainEnd(text, at);
      if (end < 0) return null;
      api = text.slice(at + 1, end - 1);
      if (!slug.test(api)) return null;
      at = end;
    } else if (name === "permissions" && permissions === undefined) {
      permissions = [];
      at = takeList(text, at, permissions);
      if (at < 0) return null;
    } else if (name === "request" && request === undefined) {
      request = {};
      at = takeRequest(text, at, request);
      if (at < 0) return null;
    } else if (name === "cost" && cost === undefined) {
      const end = digitsEnd(text, at);
      if (end < 0) return null;
      cost = Number(text.slice(at, end));
      if (cost > 1_000_000) return null;
      at = end;
    } else {
      return null;
    }
    at = skip(text, at);
    if (text.charCodeAt(at) !== comma) break;
  }
  if (text.charCodeAt(at) !== 0x7d || skip(text, at + 1) !== text.length) return null;
  if (key === undefined) return null;
  return { key, api, permissions, request, cost: cost ?? 1, explain: false };
}

type Request = Pick<NonNullable<VerifyKey["request"]>, "method" | "path" | "ip" | "userAgent">;

/** Puts the texts of the object that begins at `from` into `request`; the place after it, or -1. */
function takeRequest(text: string, from: number, request: Request): number {
  if (text.charCodeAt(from) !== 0x7b) return -1;
  let at = from;
  do {
    at = skip(text, at + 1);
    const nameEnd = plainEnd(text, at);
    if (nameEnd < 0) return -1;
    const name = text.slice(at + 1, nameEnd - 1);
    at = skip(text, nameEnd);
    if (text.charCodeAt(at) !== 0x3a) return -1;
    at = skip(text, at + 1);
    const end = plainEnd(text, at);
    if (end < 0) return -1;
    const value = text.slice(at + 1, end - 1);
    if (name === "method" && request.method === undefined && value.length <= 20) {
      request.method = value;
    } else if (name === "path" && request.path === undefined && value.length <= 8000) {
      request.path = value;
    } else if (name === "ip" && request.ip === undefined && isAddress(value)) {
      request.ip = value;
    } else if (name === "userAgent" && request.userAgent === undefined && value.length <= 512) {
      request.userAgent = value;
    } else {
      return -1;
    }
    at = skip(text, end);
  } while (text.charCodeAt(at) === comma);
  return text.charCodeAt(at) === 0x7d ? at + 1 : -1;
}

const isAddress = (text: string) => text.length <= 60 && normalAddress(text) === text;

/** Puts the texts of the list that begins at `from` into `list`; the place after it, or -1. */
function takeList(text: string, from: number, list: string[]): number {
  if (text.charCodeAt(from) !== 0x5b) return -1;
  let at = skip(text, from + 1);
  if (text.charCodeAt(at) === 0x5d) return at + 1;
  for (;;) {
    const end = plainEnd(text, at);
    const length = end - at - 2;
    if (end < 0 || length < 1 || length > 200 || list.length === 100) return -1;
    list.push(text.slice(at + 1, end - 1));
    at = skip(text, end);
    const code = text.charCodeAt(at);
    if (code === 0x5d) return at + 1;
    if (code !== comma) return -1;
    at = skip(text, at + 1);
  }
}

/** The place after the whole number, at most seven digits and no leading zero, at `from`; or -1. */
function digitsEnd(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) >= 0x30 && text.charCodeAt(at) <= 0x39) at++;
  const length = at - from;
  if (length === 0 || length > 7) return -1;
  return length > 1 && text.charCodeAt(from) === 0x30 ? -1 : at;
}
