import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { PortcullisError } from "./errors.js";
import { type Connection, fakeGate, keyId, problem } from "./testing/fake-gate.js";
import { createVerifier, type Verifier, type VerifierOptions } from "./verifier.js";

let gate: Awaited<ReturnType<typeof fakeGate>>;
let verifier: Verifier;
let states: string[];
/** Of valid signature; seen before, so that it is judged at once. */
let token: string;
let heart: ReturnType<typeof setInterval>;

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const heartbeat = () => gate.open.send("heartbeat", { at: Date.now() });

beforeEach(async () => {
  gate = await fakeGate();
  token = await gate.token();
  vi.useFakeTimers({ now: new Date("2026-11-21T12:00:00Z") });
  token = await gate.token();
  states = [];
  verifier = open();
  verifier.onState(({ name, error }) => states.push(error ? `${name} ${error.code}` : name));
  await pass(0);
  await verifier.verify(token);
});

afterEach(() => {
  clearInterval(heart);
  verifier.close();
  vi.useRealTimers();
});

function open(options: Partial<VerifierOptions> = {}) {
  const made = createVerifier({
    gate: "https://gate.test",
    token: "pcs_token",
    api: "orders",
    fetch: gate.fetch as typeof fetch,
    ...options,
  });
  expect(made.state.name).toBe("connecting");
  return made;
}

/** The gate lets itself be heard as it should. */
function beat() {
  heart = setInterval(() => gate.connections.at(-1)?.isOpen() && heartbeat(), 5_000);
}

const isOffline = async () => (await verifier.verify(token)).offline;

describe("the stream", () => {
  test("keeps a verifier live for as long as it is heard", async () => {
    beat();
    expect(verifier.state).toEqual({ name: "live", since: new Date(), error: null });
    const { since } = verifier.state;
    for (let i = 0; i < 60; i += 1) {
      await pass(1_000);
      expect(await isOffline()).toBe(true);
    }
    expect(gate.connections).toHaveLength(1);
    expect(verifier.state.since).toBe(since);
    expect(states).toEqual(["live"]);
  });

  test("that is cut leaves it live for 30 seconds and not a millisecond more", async () => {
    gate.refusal = () => Promise.reject(new TypeError("no connection"));
    gate.open.end();
    await pass(30_000);
    expect(verifier.state).toMatchObject({ name: "live", error: { code: "UNREACHABLE" } });
    expect(await isOffline()).toBe(true);
    await pass(1);
    expect(await isOffline()).toBe(false);
    expect(verifier.state.name).toBe("stale");
    gate.onVerify = () => Promise.reject(new TypeError("no connection"));
    const [verdict] = await Promise.all([verifier.verify(token), pass(100)]);
    expect(verdict).toMatchObject({ valid: false, code: "UNAVAILABLE" });
    expect(states.at(-1)).toBe("stale UNREACHABLE");
  });

  test("that is cut tells the state also when nobody asks", async () => {
    gate.refusal = () => Promise.reject(new TypeError("no connection"));
    gate.open.end();
    await pass(31_000);
    expect(states.filter((state) => state.startsWith("stale"))).not.toEqual([]);
  });

  test("that goes silent is given up after 12.5 seconds and resumed where it was", async () => {
    gate.onConnect = () => {};
    await pass(12_499);
    expect(gate.open.isOpen()).toBe(true);
    await pass(1_100);
    expect(gate.connections[0]?.isOpen()).toBe(false);
    expect(gate.connections).toHaveLength(2);
    expect(gate.open.lastEventId).toBe("c1");
    gate.open.send("signing-keys", gate.signingKeys());
    gate.open.send("change", { revoked: [keyId(1)] }, "c2");
    heartbeat();
    await pass(0);
    expect(await verifier.verify(token)).toMatchObject({ code: "REVOKED", offline: true });
  });

  test("is asked for again later and later, at most every five seconds, by chance", async () => {
    const times: number[] = [];
    gate.refusal = () => {
      times.push(Date.now());
      return Promise.reject(new TypeError("no connection"));
    };
    gate.open.end();
    await pass(120_000);
    const waits = times.slice(1).map((time, i) => time - (times[i] ?? 0));
    expect(waits.length).toBeGreaterThan(24);
    expect(Math.max(...waits)).toBeLessThanOrEqual(5_000);
    expect(new Set(waits.slice(4)).size).toBeGreaterThan(5);
    gate.refusal = null;
    await pass(5_000);
    expect(verifier.state).toMatchObject({ name: "live", error: null });
  });

  test("replaces what was known by a snapshot of several parts, at once and whole", async () => {
    gate.onConnect = () => {};
    gate.open.end();
    await pass(1_000);
    const { send } = gate.open;
    send("signing-keys", gate.signingKeys());
    send("snapshot", { part: 1, parts: 2, revoked: [keyId(1)], suspended: [] });
    await pass(10);
    expect((await verifier.verify(token)).code).toBe("VALID");
    send("snapshot", { part: 2, parts: 2, revoked: [], suspended: [] }, "c5");
    heartbeat();
    await pass(10);
    expect(await verifier.verify(token)).toMatchObject({ code: "REVOKED", offline: true });
    gate.open.end();
    await pass(5_000);
    expect(gate.open.lastEventId).toBe("c5");
    gate.greet(gate.open);
    await pass(10);
    expect((await verifier.verify(token)).code).toBe("VALID");
  });

  test("takes up a snapshot that broke off from its beginning", async () => {
    gate.onConnect = () => {};
    gate.open.end();
    await pass(1_000);
    gate.open.send("signing-keys", gate.signingKeys());
    gate.open.send("snapshot", { part: 1, parts: 2, revoked: [keyId(1)], suspended: [] });
    gate.open.end();
    await pass(2_000);
    expect(gate.open.lastEventId).toBe("c1");
    gate.open.send("snapshot", { part: 2, parts: 2, revoked: [], suspended: [] }, "c5");
    await pass(0);
    expect(verifier.state).toMatchObject({ name: "stale", error: { code: "PROTOCOL" } });
  });

  test.each<[string, (connection: Connection) => void]>([
    ["no JSON", ({ send }) => send("change", "{")],
    ["no object", ({ send }) => send("change", "[]")],
    ["ids that are none", ({ send }) => send("change", { revoked: [1] })],
    ["one id instead of a list", ({ send }) => send("change", { revoked: keyId(1) })],
    ["a heartbeat without time", ({ send }) => send("heartbeat", {})],
    [
      "parts out of turn",
      ({ send }) => send("snapshot", { part: 2, parts: 2, revoked: [], suspended: [] }),
    ],
    [
      "keys that are none",
      ({ send }) => send("signing-keys", { ...gate.signingKeys(), keys: [{ kty: "RSA" }] }),
    ],
    [
      "no environment that its service token is for",
      ({ send }) => send("signing-keys", { ...gate.signingKeys(), environment: undefined }),
    ],
    [
      "no API that its service token is for",
      ({ send }) => send("signing-keys", { ...gate.signingKeys(), api: undefined }),
    ],
    [
      "symmetric keys",
      ({ send }) =>
        send("signing-keys", {
          ...gate.signingKeys(),
          keys: [{ kty: "oct", kid: "sgk_1", k: "AA" }],
        }),
    ],
    [
      "a change to nothing known",
      ({ send }) => {
        send("snapshot", { part: 1, parts: 2, revoked: [], suspended: [] });
        send("change", { revoked: [] });
      },
    ],
  ])("that tells %s is believed no more, and asked for anew", async (_, tell) => {
    gate.onConnect = () => {};
    tell(gate.open);
    await pass(0);
    expect(await isOffline()).toBe(false);
    expect(states.at(-1)).toBe("stale PROTOCOL");
    await pass(1_000);
    expect(gate.open.lastEventId).toBeNull();
    gate.greet(gate.open);
    await pass(0);
    expect(await isOffline()).toBe(true);
  });

  test("may tell more than is known here", async () => {
    gate.open.send("weather", "sunny");
    gate.open.send("change", { more: 1 }, "c7");
    gate.open.raw(": comment\n\nevent: change\n\n");
    await pass(0);
    expect(verifier.state).toMatchObject({ name: "live", error: null });
    gate.onConnect = () => {};
    gate.open.end();
    await pass(1_000);
    expect(gate.open.lastEventId).toBe("c7");
  });

  test("counts no heartbeat before the snapshot", async () => {
    verifier.close();
    gate.onConnect = (connection) => {
      connection.send("signing-keys", gate.signingKeys());
      connection.send("heartbeat", { at: Date.now() });
    };
    verifier = open();
    await pass(5_000);
    expect(verifier.state).toMatchObject({ name: "connecting", error: { code: "PROTOCOL" } });
    expect(await isOffline()).toBe(false);
  });

  test.each([401, 403])(
    "that is refused with %i is believed no more, and rarely asked for",
    async (status) => {
      let times = 0;
      gate.refusal = () => {
        times += 1;
        return problem(status, status === 401 ? "UNAUTHENTICATED" : "FORBIDDEN");
      };
      gate.open.end();
      await pass(1_000);
      expect(verifier.state).toMatchObject({
        name: "stale",
        error: { status, requestId: "req_2" },
      });
      expect(await isOffline()).toBe(false);
      await pass(60_000);
      expect(times).toBeLessThanOrEqual(5);
      gate.refusal = null;
      await pass(30_000);
      expect(verifier.state).toMatchObject({ name: "live", error: null });
    },
  );
});

describe("ready", () => {
  const failure = (promise: Promise<void>) =>
    promise.then(
      () => null,
      (error: PortcullisError) => error,
    );

  beforeEach(() => verifier.close());

  test("tells at once that the service token is refused, and each time it is asked", async () => {
    gate.refusal = () => problem(401, "UNAUTHENTICATED");
    verifier = open();
    const first = failure(verifier.ready());
    await pass(0);
    expect(await first).toMatchObject({ code: "UNAUTHENTICATED", status: 401 });
    expect(await failure(verifier.ready())).toMatchObject({ code: "UNAUTHENTICATED" });
    expect(verifier.state).toMatchObject({ name: "connecting", error: { status: 401 } });
  });

  test("waits for a gate that is starting, as long as it was told", async () => {
    gate.refusal = () => Promise.reject(new TypeError("no connection"));
    verifier = open();
    const late = failure(verifier.ready(3_000));
    const inTime = failure(verifier.ready(60_000));
    await pass(3_000);
    expect(await late).toMatchObject({ code: "UNREACHABLE", status: null });
    gate.refusal = null;
    await pass(6_000);
    expect(await inTime).toBeNull();
  });

  test("tells at once that the service token is bound to another API", async () => {
    gate.bound.api = "billing";
    verifier = open();
    const refused = failure(verifier.ready());
    await pass(0);
    expect(await refused).toMatchObject({ code: "FORBIDDEN" });
    expect(String(await refused)).toContain("billing");
  });

  test("ends when the verifier is closed", async () => {
    gate.refusal = () => Promise.reject(new TypeError("no connection"));
    verifier = open();
    const waiting = failure(verifier.ready());
    verifier.close();
    expect(await waiting).toMatchObject({ code: "CLOSED" });
  });
});
