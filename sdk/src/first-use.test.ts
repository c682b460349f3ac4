import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { fakeGate } from "./testing/fake-gate.js";
import { createVerifier, type Verifier, type VerifierOptions } from "./verifier.js";

const secret = `pcl_live_${"a".repeat(50)}`;

let gate: Awaited<ReturnType<typeof fakeGate>>;
let verifier: Verifier;

beforeEach(async () => {
  gate = await fakeGate();
});
afterEach(() => verifier?.close());

describe("a verifier that is made", () => {
  const made = (options: Partial<VerifierOptions> = {}) =>
    createVerifier({
      gate: "https://gate.test",
      token: "pcs_token",
      api: "orders",
      fetch: gate.fetch as typeof fetch,
      ...options,
    });
  const turns = () => new Promise((resolve) => setTimeout(resolve, 20));

  test.each<[string, () => unknown]>([
    ["verify", () => verifier.verify("junk")],
    ["ready", () => verifier.ready()],
    ["state", () => verifier.state],
  ])("connects when %s is used first", async (_, use) => {
    verifier = made();
    verifier.onState(() => {});
    await turns();
    expect(gate.connections).toHaveLength(0);
    await use();
    await use();
    await vi.waitFor(() => expect(verifier.state.name).toBe("live"));
    expect(gate.connections).toHaveLength(1);
  });

  test("and closed before it was used never connects", async () => {
    verifier = made();
    verifier.close();
    expect(verifier.state.name).toBe("closed");
    await turns();
    expect(gate.connections).toHaveLength(0);
  });

  test.each([
    ["a token", { token: undefined }, "UNAUTHENTICATED"],
    ["an empty token", { token: "" }, "UNAUTHENTICATED"],
    ["an address", { gate: undefined }, "UNREACHABLE"],
  ])("without %s refuses everything when it is used", async (_, options, code) => {
    const token = await gate.token();
    for (const stream of [true, false]) {
      verifier = made({ ...options, stream });
      for (const key of [secret, token])
        expect(await verifier.verify(key)).toMatchObject({ code: "UNAVAILABLE", error: { code } });
      await expect(verifier.ready()).rejects.toMatchObject({ code });
      expect(verifier.state.error).toEqual(stream ? expect.objectContaining({ code }) : null);
      expect([gate.asked, gate.connections]).toEqual([[], []]);
      verifier.close();
    }
  });

  test("where timers are forbidden connects when it is used where they aren't", async () => {
    verifier = made();
    const timers = vi.spyOn(globalThis, "setTimeout").mockImplementation(() => {
      throw new Error("no timers while modules are loaded");
    });
    void verifier.state;
    await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    timers.mockRestore();
    await verifier.ready();
    expect(gate.connections).toHaveLength(1);
  });

  test("leaves out what a runtime without caches doesn't know", async () => {
    const inits: (RequestInit | undefined)[] = [];
    const watching = (asked: string | URL | Request, init?: RequestInit) => {
      inits.push(init);
      return gate.fetch(asked, init);
    };
    verifier = made({ fetch: watching as typeof fetch });
    await verifier.ready();
    await verifier.verify(secret);
    expect(inits.map((init) => init?.cache)).toEqual(["no-store", "no-store"]);
    verifier.close();
    vi.stubGlobal("Request", class {});
    verifier = made({ fetch: watching as typeof fetch });
    await verifier.ready();
    await verifier.verify(secret);
    vi.unstubAllGlobals();
    expect(inits.slice(2).map((init) => init && "cache" in init)).toEqual([false, false]);
  });
});

test("no error holds the service token", async () => {
  const token = "pcs_7Rk2AbCdEfGh";
  const texts = [`${token}\n`, ` ${token}`, `${token}\nx: y`, `${token}é`].map((bad) => {
    try {
      return inspect(createVerifier({ gate: "https://gate.test", token: bad, api: "orders" }));
    } catch (error) {
      expect(error).toBeInstanceOf(TypeError);
      return inspect(error, { depth: 9 });
    }
  });
  for (const text of texts) expect(text).toMatch(/TypeError: token: (?!.*7Rk2)/s);
});
