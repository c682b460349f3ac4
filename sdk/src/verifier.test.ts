import type { JWTPayload } from "jose";
import { describe, expect, test, vi } from "vitest";
import { keyId } from "./testing/fake-gate.js";
import { verifierStage } from "./testing/stage.js";
import { createVerifier, type VerifierOptions } from "./verifier.js";

const secret = `pcl_live_${"a".repeat(50)}`;

const stage = verifierStage();
const { open } = stage;

const seconds = (offset: number) => Math.floor(Date.now() / 1000) + offset;

describe("a JWT key", () => {
  test("is verified without asking the gate", async () => {
    await open();
    const token = await stage.gate.token({ owner: "mem_1" });
    for (const _ of ["first", "again"]) {
      expect(await stage.verifier.verify(token)).toEqual({
        valid: true,
        code: "VALID",
        keyId: keyId(1),
        applicationId: "app_00000000000000000000000001",
        ownerId: "mem_1",
        environment: "production",
        permissions: ["orders:read", "orders:write"],
        expiresAt: expect.stringMatching(/^\d{4}-.*\.000Z$/),
        offline: true,
      });
    }
    expect(stage.gate.asked).toEqual([]);
  });

  test.each([
    ["for another API", { aud: ["billing"] }, {}, "INSUFFICIENT_PERMISSIONS"],
    ["without the permission", {}, { permissions: ["orders:delete"] }, "INSUFFICIENT_PERMISSIONS"],
    ["with one of two", {}, { permissions: ["orders:read", "x"] }, "INSUFFICIENT_PERMISSIONS"],
    [
      "with a part of its name",
      { scope: "orders:readx" },
      { permissions: ["orders:read"] },
      "INSUFFICIENT_PERMISSIONS",
    ],
    ["with both", {}, { permissions: ["orders:read", "orders:write"] }, "VALID"],
    ["for several APIs", { aud: ["billing", "orders"] }, {}, "VALID"],
    ["that is over", { exp: seconds(-1) }, {}, "EXPIRED"],
    ["that begins later", { nbf: seconds(60) }, {}, "NOT_YET_VALID"],
    ["that begins within the tolerance", { nbf: seconds(3) }, {}, "VALID"],
    ["without end", { exp: undefined }, {}, "MALFORMED"],
    ["with an end in words", { exp: "tomorrow" as unknown as number }, {}, "MALFORMED"],
    ["without id", { jti: undefined }, {}, "MALFORMED"],
    ["of two minds whose it is", { sub: "app_2" }, {}, "MALFORMED"],
    ["without scope", { scope: undefined }, {}, "MALFORMED"],
    ["of no environment", { env: "moon" }, {}, "MALFORMED"],
    ["without audience", { aud: undefined }, {}, "MALFORMED"],
  ] as const)("%s", async (_, claims, question, code) => {
    await open();
    const token = await stage.gate.token({ ...claims } as JWTPayload);
    for (const _ of ["first", "again"])
      expect(await stage.verifier.verify(token, { ...question })).toMatchObject({
        code,
        offline: true,
      });
    expect(stage.gate.asked).toEqual([]);
  });

  test.each([
    ["another type", { typ: "JWT" }],
    ["a key of its own", { jwk: { kty: "EC" } }],
    ["an address of keys", { jku: "https://evil.test" }],
    ["a certificate", { x5u: "https://evil.test" }],
    ["a content type", { cty: "JWT" }],
    ["a kid of another kind", { kid: "1" }],
  ])("with %s in its header is none, and nobody is asked", async (_, header) => {
    await open();
    const token = await stage.gate.token({}, { header });
    expect(await stage.verifier.verify(token)).toMatchObject({ code: "MALFORMED", offline: true });
    expect(stage.gate.asked).toEqual([]);
  });

  test("that was altered anywhere is none", async () => {
    await open();
    const token = await stage.gate.token();
    const [header = "", payload = "", signature = ""] = token.split(".");
    const none = Buffer.from('{"alg":"none"}').toString("base64url");
    const other = Buffer.from(JSON.stringify({ jti: "x" })).toString("base64url");
    const altered = [
      `${none}.${payload}.`,
      `${header}.${other}.${signature}`,
      `${header}.${payload}.${"A".repeat(86)}`,
      `${header}.${payload}.${signature}=`,
      `${header}.${payload}.${signature.slice(0, -1)}${signature.endsWith("A") ? "B" : "z"}`,
      `${header}.${payload}`,
      `${token}.${signature}`,
      ` ${token}`,
      `${token}\n`,
      `${header}.${"A".repeat(7_000)}.${signature}`,
    ];
    for (const text of altered)
      expect(await stage.verifier.verify(text)).toMatchObject({ code: "MALFORMED", offline: true });
    for (let i = 0; i < 300; i += 1) {
      const at = Math.floor(Math.random() * token.length);
      const text = `${token.slice(0, at)}${token[at] === "A" ? "B" : "A"}${token.slice(at + 1)}`;
      const verdict = await stage.verifier.verify(text);
      // Only where its kid became another the stage.gate is asked, which here says yes to all.
      if (verdict.offline) expect(verdict.code).toBe("MALFORMED");
    }
    expect(stage.gate.asked.every(({ key }) => key !== token)).toBe(true);
  });

  test("of a signing key or an issuer that isn't published is the gate's to judge", async () => {
    await open();
    stage.gate.onVerify = async () =>
      Response.json({ valid: false, code: "NOT_FOUND", requestId: "r" });
    for (const token of [
      await stage.gate.token({}, { signer: 1 }),
      await stage.gate.token({ iss: "https://gate.test/o/other" }),
    ])
      expect(await stage.verifier.verify(token)).toMatchObject({
        code: "NOT_FOUND",
        offline: false,
      });
    expect(stage.gate.asked).toHaveLength(2);
  });

  test("signed as the header says, but by another, is none", async () => {
    await open();
    const forged = await stage.gate.token(
      {},
      { signer: 1, header: { kid: stage.gate.keys[0]?.kid } },
    );
    expect(await stage.verifier.verify(forged)).toMatchObject({ code: "MALFORMED", offline: true });
  });

  test("is refused as soon as the stream says so, also one seen before", async () => {
    await open();
    const token = await stage.gate.token();
    expect((await stage.verifier.verify(token)).code).toBe("VALID");
    stage.gate.open.send("change", { revoked: [keyId(1)] }, "c9");
    await vi.waitFor(async () =>
      expect(await stage.verifier.verify(token)).toMatchObject({ code: "REVOKED", offline: true }),
    );
    expect(stage.gate.asked).toEqual([]);
  });

  test("that is suspended is the gate's to judge, until it is valid again", async () => {
    await open();
    const token = await stage.gate.token();
    await stage.verifier.verify(token);
    stage.gate.onVerify = async () =>
      Response.json({ valid: false, code: "DISABLED", requestId: "r" });
    stage.gate.open.send("change", { suspended: [keyId(1)] }, "c9");
    await vi.waitFor(async () =>
      expect(await stage.verifier.verify(token)).toMatchObject({
        code: "DISABLED",
        offline: false,
      }),
    );
    stage.gate.onVerify = async () => Promise.reject(new TypeError("no connection"));
    expect(await stage.verifier.verify(token)).toMatchObject({ valid: false, code: "UNAVAILABLE" });
    stage.gate.open.send("change", { valid: [keyId(1)] }, "c10");
    await vi.waitFor(async () =>
      expect(await stage.verifier.verify(token)).toMatchObject({ code: "VALID", offline: true }),
    );
  });

  test("is refused when its signing key is withdrawn, also one seen before", async () => {
    await open();
    const token = await stage.gate.token();
    await stage.verifier.verify(token);
    stage.gate.onVerify = async () =>
      Response.json({ valid: false, code: "MALFORMED", requestId: "r" });
    stage.gate.keys = [stage.gate.other];
    stage.gate.open.send("signing-keys", stage.gate.signingKeys());
    await vi.waitFor(async () => expect((await stage.verifier.verify(token)).valid).toBe(false));
  });

  test("of another environment is refused where one was named", async () => {
    await open({ environment: "staging" });
    expect(await stage.verifier.verify(await stage.gate.token())).toMatchObject({
      code: "WRONG_ENVIRONMENT",
    });
    expect(await stage.verifier.verify(secret)).toMatchObject({ code: "WRONG_ENVIRONMENT" });
  });

  test.each([
    ["endpoints", { request: { method: "GET", path: "/orders" } }],
    ["costs", { cost: 3 }],
    ["tags", { tags: ["nightly"] }],
    ["counting", { online: true }],
  ])("is judged by the gate where %s are asked about", async (_, question) => {
    await open();
    const key = await stage.gate.token();
    await stage.verifier.verify(key);
    expect(await stage.verifier.verify(key, question)).toMatchObject({
      valid: true,
      offline: false,
    });
    const { online, ...sent } = { online: undefined, ...question };
    expect(stage.gate.asked).toEqual([{ key, api: "orders", ...sent }]);
  });

  test("is judged by the gate where there is no stream", async () => {
    await open({ stream: false });
    expect(stage.verifier.state.name).toBe("off");
    await stage.verifier.ready();
    expect(await stage.verifier.verify(await stage.gate.token())).toMatchObject({
      valid: true,
      offline: false,
    });
    expect(stage.gate.connections).toHaveLength(0);
  });
});

test("what is neither a text nor a request is malformed", async () => {
  await open();
  const none = [undefined, null, 7, true, [secret], {}, { headers: { "x-api-key": secret } }];
  for (const shown of none)
    expect(await stage.verifier.verify(shown as unknown as string)).toEqual({
      valid: false,
      code: "MALFORMED",
      offline: true,
    });
  expect(stage.gate.asked).toEqual([]);
});

test("a closed verifier verifies nothing", async () => {
  await open();
  const token = await stage.gate.token();
  await stage.verifier.verify(token);
  stage.verifier.close();
  expect(stage.verifier.state.name).toBe("closed");
  await expect(stage.verifier.verify(token)).rejects.toMatchObject({ code: "CLOSED" });
  await expect(stage.verifier.ready()).rejects.toMatchObject({ code: "CLOSED" });
  expect(stage.gate.open.isOpen()).toBe(false);
});

test.each([
  ["no address", { gate: "gate.test" }],
  ["another protocol", { gate: "ftp://gate.test" }],
  ["a line in its token", { token: "pcs_a\npcs_b" }],
  ["no API", { api: "" }],
  ["less staleness than two heartbeats take", { maxStaleness: 11_999 }],
  ["no number", { deadline: Number.NaN }],
])("a verifier with %s isn't made", (_, options) => {
  const whole = { gate: "https://gate.test", token: "t", api: "orders", fetch: stage.gate.fetch };
  expect(() => createVerifier({ ...(whole as VerifierOptions), ...options })).toThrow(
    Object.keys(options)[0],
  );
  expect(stage.gate.connections).toHaveLength(0);
});
