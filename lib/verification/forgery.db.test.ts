import { generateKeyPairSync, randomBytes, randomInt } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import type { TokenActor } from "@/lib/access/actor";
import { newId } from "@/lib/ids";
import { revokeKey } from "@/lib/keys/revoke";
import { longestToken } from "@/lib/keys/token-format";
import { mintJwtWorld, signersOf } from "@/lib/testing/jwt";
import { mintKey } from "@/lib/testing/key";
import { mintToken } from "@/lib/testing/organization";
import { forger, mistaken, signed } from "./testing/forge";
import { testGates } from "./testing/gate";
import { verify } from "./verify";

testDatabase();
let world: Awaited<ReturnType<typeof mintJwtWorld>>;
let theirs: Awaited<ReturnType<typeof mintJwtWorld>>;
let actor: TokenActor;
let genuine: string;
let forge: Awaited<ReturnType<typeof forger>>;
const startGate = testGates(() => actor);

beforeAll(async () => {
  [world, theirs] = [await mintJwtWorld(), await mintJwtWorld()];
  ({ actor } = await mintToken(world.organization, ["keys.verify"]));
  genuine = (await world.mint()).token;
  forge = await forger(world.organization, genuine);
});

/** Of the portal, and twice of a gate. */
async function codesOf(key: string) {
  const gate = await startGate();
  const portal = (await verify(actor, { key })).code;
  return [...new Set([portal, await gate.code(key), await gate.code(key)])].join();
}

test("the genuine token is accepted, also with the signature's twin, and revoked with it", async () => {
  const gate = await startGate();
  const { key, token } = await world.mint();
  const order = BigInt("0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
  const [head, body, tail = ""] = token.split(".");
  const bytes = Buffer.from(tail, "base64url");
  const s = order - BigInt(`0x${bytes.subarray(32).toString("hex")}`);
  bytes.write(s.toString(16).padStart(64, "0"), 32, "hex");
  const twin = `${head}.${body}.${bytes.toString("base64url")}`;
  expect(twin).not.toBe(token);
  for (const text of [token, twin, token]) expect(await gate.code(text)).toBe("VALID");
  await revokeKey(world.organization.owner, key.id, {});
  expect([await gate.code(token), await gate.code(twin)]).toEqual(["REVOKED", "REVOKED"]);
});

describe("malformed", () => {
  test.each(["HS256", "HS512", "none", "None", "RS256", "ES384"])("%s", async (alg) => {
    expect(await codesOf(mistaken(alg, genuine, forge.publicJwk))).toBe("MALFORMED");
    expect(await codesOf(forge.says({}, { alg }))).toBe("MALFORMED");
  });

  test.each(["JWT", "id_token", "statuslist+jwt", "AT+JWT", "application/at+jwt", undefined])(
    "typ %s",
    async (typ) => expect(await codesOf(forge.says({}, { typ }))).toBe("MALFORMED"),
  );

  test.each([
    ["jku", "https://evil.example/jwks.json"],
    ["x5u", "https://evil.example/x5u"],
    ["jwk", { kty: "EC" }],
    ["crit", ["exp"]],
    ["b64", false],
    ["cty", "JWT"],
  ])("%s in the header", async (name, value) => {
    expect(await codesOf(forge.says({}, { [name]: value }))).toBe("MALFORMED");
  });

  test("another key, behind the kid of ours or its own, also where the token brings it along", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const { header, claims } = forge;
    const jwk = publicKey.export({ format: "jwk" });
    for (const own of [header, { ...header, kid: newId("sgk") }, { ...header, jwk }]) {
      expect(await codesOf(signed(own, claims, privateKey))).toBe("MALFORMED");
    }
    const { next } = await signersOf(world.organization);
    expect(await codesOf(forge.says({}, { kid: next?.id }))).toBe("MALFORMED");
  });

  test("the genuine token of another organization, and one of its own about a key of ours", async () => {
    const { token } = await theirs.mint();
    expect(await codesOf(token)).toBe("MALFORMED");
    const other = await forger(theirs.organization, token);
    expect(await codesOf(other.says(forge.claims))).toBe("MALFORMED");
    expect(await codesOf(other.says(forge.claims, { kid: forge.header.kid }))).toBe("MALFORMED");
  });

  test("a claim that comes twice, though the right key signed it", async () => {
    const text = JSON.stringify(forge.claims);
    const twice = `{"jti":"${newId("key")}",${text.slice(1)}`;
    expect(await codesOf(signed(forge.header, text, forge.privateKey))).toBe("VALID");
    expect(await codesOf(signed(forge.header, twice, forge.privateKey))).toBe("MALFORMED");
  });

  test("a giant token, though the right key signed it", async () => {
    expect(await codesOf(forge.says({ x: "x".repeat(longestToken) }))).toBe("MALFORMED");
  });
});

describe("not found, though the right key signed it", () => {
  test.each([
    ["iss", "http://localhost:3001/o/other"],
    ["aud", ["billing"]],
    ["aud", "orders"],
    ["aud", []],
    ["aud", ["orders", "billing"]],
    ["sub", newId("app")],
    ["client_id", newId("app")],
    ["sub", undefined],
    ["jti", newId("key")],
    ["exp", 4_000_000_000],
    ["exp", 0],
  ])("%s is %j", async (claim, value) => {
    expect(await codesOf(forge.says({ [claim]: value }))).toBe("NOT_FOUND");
  });

  test("the id of a secret key, or of another's JWT key", async () => {
    const { key } = await mintKey(world.organization.owner);
    const other = await theirs.mint();
    for (const jti of [key.id, other.key.id]) {
      expect(await codesOf(forge.says({ jti }))).toBe("NOT_FOUND");
    }
    const second = await world.mint();
    expect(await codesOf(forge.says({ jti: second.key.id, exp: 4_000_000_000 }))).toBe("NOT_FOUND");
  });
});

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const letter = () => letters.charAt(randomInt(64));

/** Something else made of the token, or of it and another. */
function mutant(other: string): string {
  const at = randomInt(genuine.length);
  const [a = "", b = "", c = ""] = genuine.split(".");
  const [x = "", y = "", z = ""] = other.split(".");
  const put = (text: string, length = 1) =>
    genuine.slice(0, at) + text + genuine.slice(at + length);
  const ways = [
    () => put(letter()),
    () => put(letter()),
    () => put(String.fromCharCode(genuine.charCodeAt(at) ^ (1 << randomInt(7)))),
    () => genuine.slice(0, at),
    () => genuine.slice(at),
    () => put("", randomInt(1, 5)),
    () => put(letter() + letter(), 0),
    () => put(genuine.charAt(at + 1) + genuine.charAt(at), 2),
    () => put(genuine.charAt(at).toUpperCase()),
    () => put(["=", "==", ".", "+", "/", " ", "\n", "\0", "%2e", "é"][randomInt(10)] ?? "", 0),
    () => `${a}.${b}.${c.slice(0, -1)}${letter()}`,
    () => `${a}.${b}.${randomBytes(64).toString("base64url")}`,
    () => `${a}.${b}.${Buffer.alloc(64, randomInt(3)).toString("base64url")}`,
    () => [a, y, c].join("."),
    () => [a, b, z].join("."),
    () => [x, y, c].join("."),
    () => [b, a, c].join("."),
    () => `${genuine}.${z}`,
    () => flipped(a, b, c),
    () => altered(a, b, c),
  ];
  return ways[randomInt(ways.length)]?.() ?? "";
}

/** One bit of the bytes of a part is another: all is canonical still. */
function flipped(...parts: string[]): string {
  const index = randomInt(3);
  const bytes = Buffer.from(parts[index] ?? "", "base64url");
  const at = randomInt(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << randomInt(8));
  parts[index] = bytes.toString("base64url");
  return parts.join(".");
}

/** A claim says something else, well-formed. */
function altered(head: string, body: string, tail: string): string {
  const claims = JSON.parse(Buffer.from(body, "base64url").toString());
  const names = Object.keys(claims);
  claims[names[randomInt(names.length)] ?? ""] = [1, "x", newId("key"), null, ["orders"]][
    randomInt(5)
  ];
  return `${head}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.${tail}`;
}

test("of 100,000 mutated tokens none is accepted", async () => {
  const gate = await startGate();
  const other = (await world.mint()).token;
  for (const token of [genuine, other]) expect(await gate.code(token)).toBe("VALID");
  const count = new Map<string, number>();
  const known = new Set([genuine, other]);
  let [made, micros] = [0, 0];
  while (made < 100_000) {
    const mutants = Array.from({ length: 200 }, () => mutant(other)).filter((x) => !known.has(x));
    made += mutants.length;
    const before = process.cpuUsage();
    const codes = await Promise.all(mutants.map((key) => gate.code(key)));
    const { user, system } = process.cpuUsage(before);
    micros += user + system;
    for (const code of codes) count.set(code, (count.get(code) ?? 0) + 1);
  }
  const told = [...count].map(([code, times]) => `${times} ${code}`).join(", ");
  console.log(`mutated: ${told}; ${(micros / made).toFixed(1)} µs of CPU each`);
  expect(count.get("VALID") ?? 0).toBe(0);
  expect([...count.keys()]).toEqual(["MALFORMED"]);
}, 120_000);

test("a flood of forged tokens leaves secret keys be, and costs a bounded number of checks", async () => {
  const gate = await startGate();
  const { apiKey } = await mintKey(world.organization.owner);
  expect([await gate.code(apiKey), await gate.code(genuine)]).toEqual(["VALID", "VALID"]);
  const p99 = async (ms: number) => {
    const took: number[] = [];
    const until = performance.now() + ms;
    while (performance.now() < until) {
      const began = performance.now();
      await nextTurn();
      expect(await gate.code(took.length % 2 ? apiKey : genuine)).toBe("VALID");
      took.push(performance.now() - began);
    }
    return took.sort((a, b) => a - b)[Math.floor(took.length * 0.99)] ?? 0;
  };
  const calm = await p99(1500);

  let [going, refused, unanswered] = [true, 0, 0];
  const body = genuine.slice(0, genuine.lastIndexOf("."));
  const attackers = Array.from({ length: 300 }, async () => {
    while (going) {
      const forged = `${body}.${randomBytes(64).toString("base64url")}`;
      const code = await gate.code(forged).catch((error) => error.status);
      if (code === "MALFORMED") refused++;
      else if (code === 503) unanswered++;
      else throw new Error(`${code}`);
      await nextTurn();
    }
  });
  const flooded = await p99(3000);
  going = false;
  await Promise.all(attackers);
  console.log(
    `p99 of warm keys: ${calm.toFixed(2)} ms, in a flood ${flooded.toFixed(2)} ms; ${Math.round(refused / 3)} forged tokens refused per second, ${unanswered} unanswered`,
  );
  expect(refused).toBeGreaterThan(1000);
  expect(flooded).toBeLessThan(50 + calm * 10);

  const again = `${body}.${randomBytes(64).toString("base64url")}`;
  await gate.code(again);
  const before = process.cpuUsage();
  for (let i = 0; i < 2000; i++) expect(await gate.code(again)).toBe("MALFORMED");
  const { user, system } = process.cpuUsage(before);
  console.log(`the same forged token again: ${((user + system) / 2000).toFixed(1)} µs of CPU`);
});
