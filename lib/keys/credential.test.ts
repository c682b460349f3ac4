import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { credentialIn, JwtText, keyIdIn, parseCredential } from "./credential";
import { generateKey, parseKey } from "./format";
import { longestToken } from "./token-format";

const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const encode = (text: string) => Buffer.from(text).toString("base64url");
const kid = newId("sgk");
const said = { iss: "https://gate.example/o/acme", jti: newId("key"), exp: 2_000_000_000 };
const usual = { alg: "ES256", typ: "at+jwt", kid };

function token(header: unknown, payload: unknown): string {
  const text = (part: unknown) =>
    Buffer.isBuffer(part)
      ? part.toString("base64url")
      : encode(typeof part === "string" ? part : JSON.stringify(part));
  const body = `${text(header)}.${text(payload)}`;
  const key = { key: privateKey, dsaEncoding: "ieee-p1363" } as const;
  return `${body}.${sign("sha256", Buffer.from(body), key).toString("base64url")}`;
}
const genuine = token(usual, said);
const parsed = (text: string) => {
  const credential = parseCredential(text);
  return credential instanceof JwtText ? credential.parsed : credential;
};

test("a secret key is parsed as ever", () => {
  const key = generateKey("eyjhb", "production");
  expect(credentialIn(key)).toEqual(parseKey(key));
  expect(credentialIn(`${key}x`)).toBeNull();
});

test("of a JWT key all that it says is told, and what was signed", () => {
  const [head, body, tail = ""] = genuine.split(".");
  expect(parsed(genuine)).toEqual({
    key: genuine,
    kid,
    claims: said,
    signed: `${head}.${body}`,
    signature: Buffer.from(tail, "base64url"),
  });
});

test("of a pasted token the id is told, of anything else none", () => {
  expect(keyIdIn(genuine)).toBe(said.jti);
  for (const text of ["", said.jti, `${genuine}x`, generateKey("pcl", "staging")]) {
    expect(keyIdIn(text)).toBeNull();
  }
});

describe("is refused before anybody is asked", () => {
  const { alg, typ } = usual;
  test.each([
    ["none", { ...usual, alg: "none" }],
    ["HS256", { ...usual, alg: "HS256" }],
    ["RS256", { ...usual, alg: "RS256" }],
    ["an id token", { alg, kid }],
    ["typ JWT", { ...usual, typ: "JWT" }],
    ["a status list", { ...usual, typ: "statuslist+jwt" }],
    ["jku", { ...usual, jku: "https://evil.example/jwks.json" }],
    ["x5u", { ...usual, x5u: "https://evil.example/x5u" }],
    ["jwk", { ...usual, jwk: { kty: "EC" } }],
    ["crit", { ...usual, crit: ["exp"] }],
    ["no kid", { alg, typ }],
    ["a kid of another kind", { alg, typ, kid: said.jti }],
    ["a kid that is a path", { alg, typ, kid: `sgk_${"../".repeat(8)}aa` }],
    ["a kid that is no id", { alg, typ, kid: `sgk_${"9".repeat(26)}` }],
    ["a kid twice", `{"alg":"ES256","typ":"at+jwt","kid":"${kid}","kid":"${kid}"}`],
    ["another order", { typ, alg, kid }],
    ["white space", `{"alg": "ES256","typ":"at+jwt","kid":"${kid}"}`],
    ["a list", [usual]],
    ["null", null],
  ])("a header with %s", (_, header) => {
    expect(parsed(token(header, said))).toBeNull();
  });

  test.each([
    ["a claim twice", `{"jti":"${newId("key")}",${JSON.stringify(said).slice(1)}`],
    ["white space", JSON.stringify(said, null, 1)],
    ["no jti", { ...said, jti: undefined }],
    ["a jti of another kind", { ...said, jti: newId("app") }],
    ["no exp", { ...said, exp: undefined }],
    ["an exp that is a text", { ...said, exp: "2000000000" }],
    ["an exp that is no whole second", { ...said, exp: 2_000_000_000.5 }],
    ["an exp without end", JSON.stringify(said).replace("2000000000", "1e999")],
    ["no iss", { ...said, iss: ["https://gate.example/o/acme"] }],
    ["a list", [said]],
    ["a text", '"x"'],
    ["null", "null"],
    ["no JSON", "{"],
    ["nothing", ""],
    ["depths", "[".repeat(4000) + "]".repeat(4000)],
    ["bytes that are no UTF-8", Buffer.from(JSON.stringify({ ...said, x: "\xff" }), "latin1")],
  ])("a payload with %s", (_, payload) => {
    expect(parsed(token(usual, payload))).toBeNull();
  });

  test("a signature that is not 64 bytes, or that has unused bits", () => {
    const [head, body, tail = ""] = genuine.split(".");
    for (const signature of ["", tail.slice(1), `${tail}A`, `${tail}==`, `${tail.slice(0, -1)}B`]) {
      expect(parsed(`${head}.${body}.${signature}`)).toBeNull();
    }
    const hmac = createHmac("sha256", "secret").update(`${head}.${body}`).digest("base64url");
    expect(parsed(`${head}.${body}.${hmac}`)).toBeNull();
    for (const text of [`${genuine}.`, `${genuine}\n`, ` ${genuine}`, `${genuine}.${tail}`]) {
      expect(parsed(text)).toBeNull();
    }
  });

  test("one that is longer than any key", () => {
    const room = longestToken - genuine.length;
    const of = (length: number) => token(usual, { ...said, x: "x".repeat(length) });
    const fits = of(Math.floor((room * 3) / 4) - 10);
    expect(fits.length).toBeGreaterThan(longestToken - 20);
    expect(parsed(fits)).not.toBeNull();
    expect(credentialIn(of(Math.ceil((room * 3) / 4) + 10))).toBeNull();
  });
});

test("a megabyte is refused unread", () => {
  const giant = genuine + "A".repeat(1_000_000);
  const began = performance.now();
  let taken = 0;
  for (let i = 0; i < 10_000; i++) if (credentialIn(giant) !== null) taken++;
  const micros = (performance.now() - began) / 10;
  expect(taken).toBe(0);
  console.log(`a token of 1 MB: refused in ${micros.toFixed(2)} µs`);
  expect(micros).toBeLessThan(100);
});

test("whatever the text, nothing is thrown, and only the whole token is taken", () => {
  const part = fc.oneof(fc.base64String(), fc.json().map(encode), fc.string());
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.tuple(part, part, part).map((parts) => parts.join(".")),
    fc.json().map((payload) => token(usual, payload)),
    fc
      .tuple(fc.nat(genuine.length - 1), fc.string({ maxLength: 3, unit: "binary" }))
      .map(([at, put]) => genuine.slice(0, at) + put + genuine.slice(at + 1)),
  );
  fc.assert(
    fc.property(text, (text) => {
      const jwt = parsed(text);
      if (jwt === null || !("claims" in jwt)) return;
      const [head = "", body = "", tail = ""] = text.split(".");
      expect(JSON.stringify(jwt.claims)).toBe(Buffer.from(body, "base64url").toString());
      expect(encode(JSON.stringify({ alg: "ES256", typ: "at+jwt", kid: jwt.kid }))).toBe(head);
      expect(jwt.signature.toString("base64url")).toBe(tail);
    }),
    { numRuns: 5_000 },
  );
});
