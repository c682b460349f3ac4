import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseEnv, variableNames } from "./env";

const lines = readFileSync(".env.example", "utf8").matchAll(/^# ([A-Z_]+)=(.*)$/gm);
const examples = new Map([...lines].map(([, name = "", value = ""]) => [name, value]));

test(".env.example names every variable and no other", () => {
  expect([...examples.keys()].sort()).toEqual([...variableNames].sort());
});

test("the values in .env.example are the defaults, or valid", () => {
  const { DATABASE_URL, ...defaults } = parseEnv(Object.fromEntries(examples));
  expect(DATABASE_URL).toBe(examples.get("DATABASE_URL"));
  expect(defaults).toEqual(parseEnv({}));
});
