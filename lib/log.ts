import { pino } from "pino";

const secretFields = [
  "password",
  "secret",
  "secretKey",
  "apiKey",
  "token",
  "key",
  "authorization",
  "cookie",
];

/** A wrong one is refused by `lib/env.ts` at start; this file is read before. */
const level = process.env.LOG_LEVEL ?? "";

/** One JSON line per event on standard output; fields that could hold a secret are replaced. */
export const log = pino({
  level: level in pino.levels.values || level === "silent" ? level : "info",
  base: { process: process.env.PORTCULLIS_PROCESS ?? "tool" },
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: {
    paths: secretFields.flatMap((f) => [f, `*.${f}`, `*.*.${f}`, `headers["x-api-key"]`]),
    censor: "[redacted]",
  },
});
