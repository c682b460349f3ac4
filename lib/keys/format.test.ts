import { crc32 } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  environmentMarks,
  generateKey,
  generateToken,
  isToken,
  keyExpression,
  parseKey,
  sharedKeyIn,
} from "./format";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const environments = ["development", "staging", "production"] as const;

const numberOf = (digits: string) =>
  [...digits].reduce((sum, digit) => sum * 62n + BigInt(alphabet.indexOf(digit)), 0n);

const key = () =>
  fc
    .tuple(fc.stringMatching(/^[a-z][a-z0-9]{1,7}$/), fc.constantFrom(...environments))
    .filter(([prefix]) => prefix !== "pcs")
    .map(([prefix, environment]) => ({ environment, text: generateKey(prefix, environment) }));

test("10,000 keys match the published expression and their checksum, and none twice", () => {
  const seen = new Set<string>();
  for (let i = 0; i < 10_000; i++) {
    const environment = environments[i % 3] ?? "production";
    const text = generateKey("pcl", environment);
    seen.add(text);
    const found = keyExpression.exec(`leaked: "${text}".`);
    expect(found?.[0]).toBe(text);
    expect(found?.[1]).toBe(environmentMarks[environment]);
    const body = text.split("_").at(-1) ?? "";
    expect(body).toMatch(/^[0-9A-Za-z]{50}$/);
    expect(numberOf(body.slice(0, 17)) < 2n ** 96n).toBe(true);
    expect(numberOf(body.slice(17, 44)) < 2n ** 160n).toBe(true);
    expect(numberOf(body.slice(44))).toBe(BigInt(crc32(text.slice(0, -6))));
  }
  expect(seen.size).toBe(10_000);
});

test("a key falls into its parts, whatever the organization's prefix", () => {
  fc.assert(
    fc.property(key(), ({ text, environment }) => {
      const parts = parseKey(text);
      expect(parts).toMatchObject({ key: text, environment });
      expect(`${parts?.sharedKey}${parts?.secretKey}`).toBe(text);
      expect(parts?.secretKey).toHaveLength(33);
      expect(text.split("_")).toHaveLength(3);
      expect(sharedKeyIn(text)).toBe(parts?.sharedKey);
    }),
  );
});

test("a change of any one character is refused", () => {
  fc.assert(
    fc.property(key(), fc.nat(), fc.string({ unit: "binary", maxLength: 2 }), (made, at, other) => {
      const index = at % made.text.length;
      const changed = made.text.slice(0, index) + other + made.text.slice(index + 1);
      fc.pre(changed !== made.text);
      expect(parseKey(changed)).toBeNull();
    }),
    { numRuns: 5000 },
  );
  const text = generateKey("pcl", "production");
  for (let index = 0; index < text.length; index++) {
    for (const other of `${alphabet}_-. `) {
      if (other === text[index]) continue;
      expect(parseKey(text.slice(0, index) + other + text.slice(index + 1))).toBeNull();
    }
  }
});

test("no other text is a key, and a service token is none", () => {
  fc.assert(fc.property(fc.string(), (text) => parseKey(text) === null && !isToken(text)));
  const token = generateToken();
  expect(isToken(token)).toBe(true);
  expect(parseKey(token)).toBeNull();
  expect(isToken(generateKey("pcl", "production"))).toBe(false);
  expect(parseKey(generateKey("pcs", "production"))).toBeNull();
  for (const around of [" ", "\n"])
    expect(parseKey(generateKey("pcl", "staging") + around)).toBeNull();
});

test("a mistyped key still gives only its shared key away", () => {
  const text = generateKey("pcl", "production");
  const wrong = `${text.slice(0, -1)}${text.endsWith("0") ? "1" : "0"}`;
  expect(sharedKeyIn(wrong)).toBe(text.slice(0, -33));
  expect(sharedKeyIn("ci")).toBeNull();
});
