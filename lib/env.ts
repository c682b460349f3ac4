import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import ipaddr from "ipaddr.js";
import { z } from "zod";

const url = (...protocols: string[]) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    abort: true,
    error: `an address beginning with ${protocols.map((p) => `${p}//`).join(" or ")}`,
  });

const origin = url("http:", "https:")
  .refine((value) => new URL(value).search === "" && new URL(value).hash === "", "no ? or #")
  .transform((value) => value.replace(/\/+$/, ""));

const port = z.coerce.number("a port, 1 to 65535").int().min(1).max(65535);

const secrets = z.string().transform((value, context) => {
  const list = value.split(",").map((part) => part.trim());
  if (list.some((part) => Buffer.byteLength(part) < 32)) {
    context.addIssue({ code: "custom", message: "at least 32 bytes each, separated by commas" });
  }
  return list;
});

const networks = z
  .string()
  .transform((value) => value.split(/[\s,]+/).filter(Boolean))
  .refine(
    (list) => list.every((item) => ipaddr.isValidCIDR(item) || ipaddr.isValid(item)),
    "networks such as 10.0.0.0/8, separated by commas",
  );

const workers = "a number of processes, 1 to 256";

/** Seconds for which answers may be stale. */
const outage = z
  .string()
  .regex(/^(deny|stale:([1-9]|[1-5]\d|60))$/, "deny, or stale: and 1 to 60 seconds, as stale:30")
  .transform((value) => Number(value.split(":")[1] ?? 0));

const schema = z.object({
  DATABASE_URL: url("postgres:", "postgresql:").optional(),
  DATABASE_OWNER_URL: url("postgres:", "postgresql:").optional(),
  DATABASE_DIRECT_URL: url("postgres:", "postgresql:").optional(),
  PORTCULLIS_DATA_DIR: z
    .string()
    .min(1)
    .default(".data")
    .transform((dir) => resolve(dir)),
  PORTCULLIS_SECRET: secrets.optional(),
  PUBLIC_URL: origin.default("http://localhost:3000"),
  GATE_PUBLIC_URL: origin.default("http://localhost:3001"),
  PORT: port.default(3000),
  HOST: z.string().min(1).default("127.0.0.1"),
  GATE_PORT: port.default(3001),
  GATE_HOST: z.string().min(1).default("127.0.0.1"),
  GATE_WORKERS: z.coerce.number(workers).int(workers).min(1, workers).max(256, workers).default(1),
  GATE_ON_OUTAGE: outage.default(0),
  REDIS_URL: url("redis:", "rediss:").optional(),
  TRUSTED_PROXIES: networks.default([]),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});

export type Env = z.infer<typeof schema>;

export const variableNames = Object.keys(schema.shape);

/**
 * Reads and checks the configuration. Each `X` may be given as `X_FILE`, a file that holds the
 * value; an empty variable counts as unset. Throws one `Error` that names every wrong variable and
 * what it expects, and never repeats a value.
 */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const values: Record<string, string> = {};
  const wrong: string[] = [];
  for (const name of variableNames) {
    const file = source[`${name}_FILE`];
    const value = source[name];
    if (value && file) wrong.push(`${name}: set either ${name} or ${name}_FILE, not both`);
    else if (value) values[name] = value;
    else if (file) {
      try {
        values[name] = readFileSync(file, "utf8").trim();
      } catch {
        wrong.push(`${name}_FILE: a file that can be read`);
      }
    }
  }
  const parsed = schema.safeParse(values);
  for (const issue of parsed.error?.issues ?? []) {
    wrong.push(`${issue.path.join(".")}: expected ${issue.message}`);
  }
  if (!parsed.success || wrong.length > 0) {
    throw new Error(`The configuration is not valid.\n${wrong.map((w) => `  ${w}`).join("\n")}`);
  }
  return parsed.data;
}

let current: Env | undefined;

/** The configuration of this process, parsed once. */
export function env(): Env {
  current ??= parseEnv(process.env);
  return current;
}
