import { pino } from "pino";
import { env } from "@/lib/env";

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

/** One JSON line per event on standard output; fields that could hold a secret are replaced. */
export const log = pino({
  level: process.env.LOG_LEVEL === undefined ? "info" : env().LOG_LEVEL,
  base: { process: process.env.PORTCULLIS_PROCESS ?? "tool" },
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: {
    paths: secretFields.flatMap((f) => [f, `*.${f}`, `*.*.${f}`, `headers["x-api-key"]`]),
    censor: "[redacted]",
  },
});
