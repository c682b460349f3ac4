import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseEnv } from "./env";

test("the defaults need no variable", () => {
  const env = parseEnv({});
  expect(env).toMatchObject({
    PUBLIC_URL: "http://localhost:3000",
    GATE_PUBLIC_URL: "http://localhost:3001",
    PORT: 3000,
    HOST: "127.0.0.1",
    GATE_PORT: 3001,
    LOG_LEVEL: "info",
    TRUSTED_PROXIES: [],
  });
  expect(env.DATABASE_URL).toBeUndefined();
});

test.each([
  ["DATABASE_URL", "mysql://localhost/x"],
  ["PORT", "0"],
  ["PORT", "65536"],
  ["PORT", "http"],
  ["PUBLIC_URL", "portal.example"],
  ["PUBLIC_URL", "ftp://portal.example"],
  ["PUBLIC_URL", "https://portal.example/?x=1"],
  ["PORTCULLIS_SECRET", "short"],
  ["PORTCULLIS_SECRET", `${"x".repeat(32)},short`],
  ["TRUSTED_PROXIES", "10.0.0.0/33"],
  ["LOG_LEVEL", "loud"],
  ["REDIS_URL", "http://redis.internal"],
])("%s=%s is refused by its name, and the value is not repeated", (name, value) => {
  const attempt = () => parseEnv({ [name]: value });
  expect(attempt).toThrow(`${name}: expected`);
  expect(attempt).not.toThrow(value.length > 5 ? value : "impossible");
});

test("every wrong variable is told at once", () => {
  expect(() => parseEnv({ PORT: "x", GATE_PORT: "y" })).toThrow(/ PORT: [\s\S]* GATE_PORT: /);
});

test("X_FILE gives the value of X, without the line's end", () => {
  const file = join(mkdtempSync(join(tmpdir(), "env-")), "secret");
  writeFileSync(file, `${"s".repeat(40)}\n`);
  expect(parseEnv({ PORTCULLIS_SECRET_FILE: file }).PORTCULLIS_SECRET).toEqual(["s".repeat(40)]);
  expect(() => parseEnv({ PORTCULLIS_SECRET_FILE: "/nowhere" })).toThrow("PORTCULLIS_SECRET_FILE");
  expect(() =>
    parseEnv({ PORTCULLIS_SECRET_FILE: file, PORTCULLIS_SECRET: "s".repeat(40) }),
  ).toThrow("not both");
});

test("an empty variable counts as unset; a list of secrets keeps its order", () => {
  expect(parseEnv({ DATABASE_URL: "" }).DATABASE_URL).toBeUndefined();
  const list = ["a".repeat(32), "b".repeat(32)];
  expect(parseEnv({ PORTCULLIS_SECRET: list.join(", ") }).PORTCULLIS_SECRET).toEqual(list);
});
