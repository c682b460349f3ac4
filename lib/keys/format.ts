import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

export const environmentMarks = { development: "dev", staging: "stg", production: "live" } as const;
export type Environment = keyof typeof environmentMarks;

/** Published for secret scanners; a hit is confirmed by the checksum. */
export const keyExpression = /\b[a-z][a-z0-9]{1,7}_(dev|stg|live)_[0-9A-Za-z]{50}\b/;

const whole = /^([a-z][a-z0-9]{1,7})_(dev|stg|live)_[0-9A-Za-z]{50}$/;
const wholeToken = /^pcs_[0-9A-Za-z]{50}$/;
const secretKeyLength = 33;

/** `value` in base 62, most significant digit first, padded to `length` characters. */
function base62(value: bigint, length: number): string {
  let rest = value;
  let text = "";
  for (let i = 0; i < length; i++) {
    text = alphabet.charAt(Number(rest % 62n)) + text;
    rest /= 62n;
  }
  return text;
}

const random = (bytes: number, length: number) =>
  base62(BigInt(`0x${randomBytes(bytes).toString("hex")}`), length);

const checksum = (text: string) => base62(BigInt(crc32(text)), 6);

function credential(head: string): string {
  const body = `${head}${random(12, 17)}${random(20, 27)}`;
  return body + checksum(body);
}

/** A new key: `<prefix>_<environment>_`, 96 bits of id, 160 bits of secret, CRC-32 of all before. */
export const generateKey = (prefix: string, environment: Environment): string =>
  credential(`${prefix}_${environmentMarks[environment]}_`);

/** A new service token: the same with prefix `pcs` and no environment. */
export const generateToken = (): string => credential("pcs_");

const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
  return rest;
});

/** The CRC-32 of so many ASCII characters: here in less time than it takes to hand them over. */
function crcOf(text: string, length: number): number {
  let sum = -1;
  for (let at = 0; at < length; at++) {
    sum = (sum >>> 8) ^ (crcTable[(sum ^ text.charCodeAt(at)) & 255] ?? 0);
  }
  return ~sum >>> 0;
}

/** Whether the last six characters are the checksum of those before; in numbers, for the gate. */
function sound(text: string): boolean {
  const end = text.length - 6;
  let rest = crcOf(text, end);
  for (let at = text.length - 1; at >= end; at--) {
    if (text.charCodeAt(at) !== alphabet.charCodeAt(rest % 62)) return false;
    rest = Math.floor(rest / 62);
  }
  return true;
}

export type ParsedKey = {
  key: string;
  sharedKey: string;
  secretKey: string;
  environment: Environment;
};

/** The parts of a key, or null where format or checksum are wrong. Asks nobody. */
export function parseKey(text: string): ParsedKey | null {
  if (text.length > 64) return null;
  if (!whole.test(text) || text.startsWith("pcs_") || !sound(text)) return null;
  // Of live, stg and dev the last letter tells them apart.
  const mark = text.charAt(text.length - 52);
  return {
    key: text,
    sharedKey: text.slice(0, -secretKeyLength),
    secretKey: text.slice(-secretKeyLength),
    environment: mark === "e" ? "production" : mark === "g" ? "staging" : "development",
  };
}

/** The shared key of a whole key that somebody pasted, mistyped or not; null where it is none. */
export const sharedKeyIn = (text: string): string | null =>
  whole.test(text) ? text.slice(0, -secretKeyLength) : null;

/** Whether `text` has the form and checksum of a service token. */
export const isToken = (text: string): boolean => wholeToken.test(text) && sound(text);
