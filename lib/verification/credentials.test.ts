import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { basic } from "@/lib/access/basic";
import { generateKey, generateToken, parseKey } from "@/lib/keys/format";
import { clientCredential, keyShown } from "./credentials";

const key = generateKey("pcl", "production");
const other = generateKey("acme", "staging");
const token = generateToken();
const { sharedKey = "", secretKey = "" } = parseKey(key) ?? {};

const coded = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
const from = (headers: Record<string, string>) => ({
  get: (name: string) => headers[name] ?? null,
});

describe("a gateway's request shows", () => {
  test.each([
    ["Bearer", { authorization: `Bearer ${key}` }],
    ["bearer in small letters", { authorization: `bearer ${key}` }],
    ["X-API-Key", { "x-api-key": key }],
    ["X-API-Key with spaces", { "x-api-key": ` ${key} ` }],
    ["Basic", { authorization: coded(sharedKey, secretKey) }],
    ["a key beside another's token", { authorization: "Bearer eyJ.a.b", "x-api-key": key }],
    ["a key beside another's key", { authorization: `Bearer ${key}`, "x-api-key": "abc" }],
    ["the same key twice", { authorization: `Bearer ${key}`, "x-api-key": key }],
  ])("its key by %s", (_, headers) => {
    expect(keyShown(from(headers as Record<string, string>))).toBe(key);
  });

  test.each([
    ["nothing", {}],
    ["two keys", { authorization: `Bearer ${key}`, "x-api-key": other }],
    ["two keys, one as Basic", { authorization: coded(sharedKey, secretKey), "x-api-key": other }],
    ["a key sent twice in one header", { authorization: `Bearer ${key}, Bearer ${key}` }],
    ["two keys in one header", { "x-api-key": `${key}, ${other}` }],
    ["a key as Digest", { authorization: `Digest ${key}` }],
    ["a key's halves the other way round", { authorization: coded(secretKey, sharedKey) }],
    ["a key cut off", { authorization: `Bearer ${key.slice(0, -1)}` }],
  ])("no key by %s", (_, headers) => {
    expect(parseKey(keyShown(from(headers as Record<string, string>)))).toBeNull();
  });
});

describe("an OAuth client is", () => {
  test.each([
    ["a token as Bearer", `Bearer ${token}`, token],
    ["a token as password", coded("any", token), token],
    ["a token as encoded password", coded("any", token.replace("_", "%5F")), token],
    ["a token as password of nobody", coded("", token), token],
    ["a key as Bearer", `Bearer ${key}`, key],
    ["a key in halves", coded(sharedKey, secretKey), key],
    ["a key as encoded halves", coded(sharedKey.replaceAll("_", "%5F"), secretKey), key],
    ["a key as password", coded("any", key), key],
  ])("%s", (_, authorization, credential) => {
    expect(clientCredential(from({ authorization }))).toBe(credential);
  });

  test("nobody without a header", () => {
    expect(clientCredential(from({}))).toBeNull();
  });
});

test("user and password survive the way, whatever they are", () => {
  const text = fc.string({ unit: "grapheme" });
  fc.assert(
    fc.property(text, text, (user, password) => {
      const [a, b] = [user, password].map(encodeURIComponent);
      expect(basic(coded(a ?? "", b ?? ""))).toEqual({ user, password });
    }),
  );
});

test("headers of any kind show a key only where one stands, and never fail", () => {
  const piece = fc.oneof(
    fc.constantFrom(key, other, token, "Bearer ", "Basic ", ",", " ", ":", sharedKey, secretKey),
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.base64String({ maxLength: 40 }),
  );
  const header = fc.option(fc.array(piece, { maxLength: 5 }).map((parts) => parts.join("")));
  fc.assert(
    fc.property(header, header, (authorization, apiKey) => {
      const headers = {
        get: (name: string) => (name === "authorization" ? authorization : apiKey),
      };
      const shown = keyShown(headers);
      clientCredential(headers);
      if (!parseKey(shown)) return;
      expect([key, other]).toContain(shown);
      const whole = `${authorization} ${apiKey}`;
      expect(whole.includes(shown) || /basic /i.test(whole)).toBe(true);
    }),
  );
});
