import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { keyId, problem, validAnswer } from "./testing/fake-gate.js";
import { verifierStage } from "./testing/stage.js";
import type { VerifierOptions } from "./verifier.js";

const secret = `pcl_live_${"a".repeat(50)}`;

const stage = verifierStage();
const { open } = stage;

describe("a secret key", () => {
  test("is judged by the gate, junk by its form", async () => {
    await open();
    expect(await stage.verifier.verify(secret, { permissions: ["orders:read"] })).toEqual({
      valid: true,
      code: "VALID",
      keyId: keyId(9),
      applicationId: "app_9",
      ownerId: null,
      environment: "production",
      permissions: ["orders:read"],
      expiresAt: null,
      offline: false,
      requestId: "req_1",
      rateLimits: [],
    });
    for (const junk of [
      "",
      "x",
      `${secret}a`,
      `pcs_${"a".repeat(50)}`,
      "eyJ.eyJ.",
      secret.slice(0, -1),
    ])
      expect(await stage.verifier.verify(junk)).toMatchObject({ code: "MALFORMED", offline: true });
    expect(stage.gate.asked).toHaveLength(1);
  });

  test("is read from a request, and of two different ones neither", async () => {
    await open();
    const request = (headers: Record<string, string>) => new Request("https://a.test", { headers });
    const two = { authorization: `Bearer ${secret}`, "x-api-key": `${secret.slice(0, -1)}b` };
    expect((await stage.verifier.verify(request(two))).code).toBe("MALFORMED");
    const clear: Record<string, string>[] = [
      { authorization: `bearer ${secret}` },
      { "x-api-key": secret },
      { authorization: "Bearer of-something-else", "x-api-key": secret },
      { authorization: `Bearer ${secret}`, "x-api-key": secret },
    ];
    for (const headers of clear)
      expect((await stage.verifier.verify(request(headers))).code).toBe("VALID");
    await stage.verifier.verify(request({ "x-api-key": secret, origin: "https://crm.test" }));
    expect(stage.gate.asked.at(-1)).toMatchObject({ request: { origin: "https://crm.test" } });
  });

  test.each([
    ["a connection that breaks", () => Promise.reject(new TypeError("fetch failed"))],
    ["503", () => Promise.resolve(problem(503, "UNAVAILABLE"))],
  ])("gets another try after %s, and only one", async (_, fail) => {
    await open();
    let times = 0;
    stage.gate.onVerify = (body) => {
      times += 1;
      return times === 1 ? fail() : Promise.resolve(Response.json(validAnswer(body)));
    };
    expect((await stage.verifier.verify(secret)).code).toBe("VALID");
    stage.gate.onVerify = () => {
      times += 1;
      return fail();
    };
    times = 0;
    const verdict = await stage.verifier.verify(secret);
    expect(verdict).toMatchObject({ valid: false, code: "UNAVAILABLE", retryAfterMs: 1000 });
    expect(times).toBe(2);
  });

  test("is refused where the gate doesn't answer in time", async () => {
    await open({ deadline: 100 });
    stage.gate.onVerify = (_, signal) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    const began = performance.now();
    const verdict = await stage.verifier.verify(secret);
    expect(verdict).toMatchObject({ code: "UNAVAILABLE", error: { code: "UNREACHABLE" } });
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  test.each([
    ["no JSON", () => new Response("<html>")],
    ["nothing", () => Response.json(null)],
    ["half a yes", () => Response.json({ valid: true, code: "VALID" })],
    ["a yes with the code of a no", () => Response.json(validAnswer({}, { code: "REVOKED" }))],
    ["a no that says VALID", () => Response.json(validAnswer({}, { valid: false }))],
    ["yes in words", () => Response.json(validAnswer({}, { valid: "true" }))],
    ["elsewhere", () => new Response(null, { status: 302, headers: { location: "https://x" } })],
    ["no service token", () => problem(401, "UNAUTHENTICATED")],
  ])("is refused where the gate answers with %s", async (_, answer) => {
    await open();
    stage.gate.onVerify = async () => answer();
    expect(await stage.verifier.verify(secret)).toMatchObject({
      valid: false,
      code: "UNAVAILABLE",
    });
  });

  test("throws where the question is wrong", async () => {
    await open();
    stage.gate.onVerify = async () => problem(422, "INVALID");
    await expect(stage.verifier.verify(secret)).rejects.toMatchObject({
      name: "PortcullisError",
      code: "INVALID",
      status: 422,
      requestId: "req_2",
    });
  });

  test("tells when a limit lets it pass again", async () => {
    await open();
    const resetAt = new Date(Date.now() + 30_000).toISOString();
    stage.gate.onVerify = async () =>
      Response.json({
        valid: false,
        code: "RATE_LIMITED",
        requestId: "r",
        rateLimits: [{ name: "default", limit: 1, remaining: 0, resetAt }],
      });
    const verdict = await stage.verifier.verify(secret);
    expect(verdict.valid || verdict.retryAfterMs).toBeGreaterThan(29_000);
  });
});

describe("an answer from longer ago", () => {
  test.each([
    [29_000, undefined, "VALID"],
    [31_000, undefined, "UNAVAILABLE"],
    [12_001, 12_000, "UNAVAILABLE"],
  ])("by %i ms, of %s allowed, is %s", async (ageMs, maxStaleness, code) => {
    for (const stream of [true, false]) {
      await open({ maxStaleness, stream });
      stage.gate.onVerify = async (body) => Response.json(validAnswer(body, { ageMs }));
      const verdict = await stage.verifier.verify(secret);
      expect(verdict).toMatchObject({ valid: code === "VALID", code, requestId: "req_1" });
      stage.verifier.close();
    }
  });

  test("is refused for a JWT key too, when the stream is silent", async () => {
    const token = await stage.gate.token();
    await open({ stream: false });
    stage.gate.onVerify = async (body) => Response.json(validAnswer(body, { ageMs: 55_000 }));
    expect(await stage.verifier.verify(token)).toMatchObject({ valid: false, code: "UNAVAILABLE" });
  });
});

describe("the memory of secret keys", () => {
  let aheadMs: number;

  beforeEach(() => {
    aheadMs = 0;
    const now = performance.now.bind(performance);
    vi.spyOn(performance, "now").mockImplementation(() => now() + aheadMs);
  });
  afterEach(() => void vi.restoreAllMocks());

  /** Opens, and lets what the first snapshot replaced be long ago. */
  async function openSettled(options: Partial<VerifierOptions> = {}) {
    await open({ cache: 10_000, ...options });
    aheadMs += 2_000;
  }

  const turns = () => new Promise((resolve) => setTimeout(resolve, 20));

  test("is asked for, and keeps only what isn't limited", async () => {
    await openSettled({ tokens: 0 });
    await stage.verifier.verify(secret);
    await stage.verifier.verify(secret);
    expect(stage.gate.asked).toHaveLength(1);
    await stage.verifier.verify(secret, { permissions: ["orders:read"] });
    expect(stage.gate.asked).toHaveLength(2);
    stage.gate.onVerify = async (body) =>
      Response.json(validAnswer(body, { rateLimits: [{ name: "a", limit: 1, remaining: 1 }] }));
    for (const _ of [1, 2]) await stage.verifier.verify(secret, { permissions: ["orders:write"] });
    expect(stage.gate.asked).toHaveLength(4);
  });

  test("is the same for whatever program asks, who is told to the gate", async () => {
    await openSettled();
    const from = (userAgent: string) =>
      new Request("https://a.test", {
        headers: { "x-api-key": secret, "user-agent": userAgent },
      });
    await stage.verifier.verify(from("curl/8.5.0"));
    await stage.verifier.verify(from("Mozilla/5.0"));
    await stage.verifier.verify(secret, { request: { userAgent: "Wget/1.21" } });
    expect(stage.gate.asked).toHaveLength(1);
    expect(stage.gate.asked[0]).toMatchObject({ request: { userAgent: "curl/8.5.0" } });
    await stage.verifier.verify(secret, { request: { origin: "https://crm.test" } });
    expect(stage.gate.asked).toHaveLength(2);
  });

  test.each([
    ["its key", { keys: [keyId(9)] }, 2],
    ["its application", { applications: ["app_9"] }, 2],
    ["everything", { all: true }, 2],
    ["another key", { keys: [keyId(8)] }, 1],
  ])("forgets when %s has changed", async (_, changed, times) => {
    await openSettled();
    await stage.verifier.verify(secret);
    stage.gate.open.send("change", { changed }, "c9");
    await turns();
    await stage.verifier.verify(secret);
    expect(stage.gate.asked).toHaveLength(times);
  });

  test.each([
    ["its key", { keys: [keyId(9)] }],
    ["its application", { applications: ["app_9"] }],
    ["everything", { all: true }],
    ["too many to know", { keys: Array.from({ length: 10_001 }, (_, n) => keyId(n + 100)) }],
  ])("keeps no yes of a gate that may not know yet that %s has changed", async (_, changed) => {
    await openSettled();
    stage.gate.open.send("change", { changed }, "c9");
    await turns();
    await stage.verifier.verify(secret);
    aheadMs += 1_000;
    await stage.verifier.verify(secret);
    await stage.verifier.verify(secret);
    expect(stage.gate.asked).toHaveLength(3);
    aheadMs += 1_000;
    for (const _ of [1, 2, 3]) await stage.verifier.verify(secret);
    expect(stage.gate.asked).toHaveLength(4);
  });

  test("doesn't keep what was asked before a change and answered after it", async () => {
    await openSettled();
    let answer = () => {};
    stage.gate.onVerify = (body) =>
      new Promise((resolve) => {
        answer = () => resolve(Response.json(validAnswer(body)));
      });
    const before = stage.verifier.verify(secret);
    await vi.waitFor(() => expect(stage.gate.asked).toHaveLength(1));
    stage.gate.open.send("change", { changed: { keys: [keyId(9)] } }, "c9");
    await new Promise((resolve) => setTimeout(resolve, 20));
    answer();
    await before;
    stage.gate.onVerify = async () =>
      Response.json({ valid: false, code: "REVOKED", requestId: "r" });
    expect((await stage.verifier.verify(secret)).code).toBe("REVOKED");
  });
});
