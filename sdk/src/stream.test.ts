import { beforeEach, describe, expect, test } from "vitest";
import type { PortcullisError } from "./errors.js";
import { type Connection, keyId, problem } from "./testing/fake-gate.js";
import { streamStage } from "./testing/stage.js";

const stage = streamStage();
const { pass, heartbeat, open, beat, isOffline } = stage;

describe("the stream", () => {
  test("keeps a verifier live for as long as it is heard", async () => {
    beat();
    expect(stage.verifier.state).toEqual({ name: "live", since: new Date(), error: null });
    const { since } = stage.verifier.state;
    for (let i = 0; i < 60; i += 1) {
      await pass(1_000);
      expect(await isOffline()).toBe(true);
    }
    expect(stage.gate.connections).toHaveLength(1);
    expect(stage.verifier.state.since).toBe(since);
    expect(stage.states).toEqual(["live"]);
  });

  test("that is cut leaves it live for 30 seconds and not a millisecond more", async () => {
    stage.gate.refusal = () => Promise.reject(new TypeError("no connection"));
    stage.gate.open.end();
    await pass(30_000);
    expect(stage.verifier.state).toMatchObject({ name: "live", error: { code: "UNREACHABLE" } });
    expect(await isOffline()).toBe(true);
    await pass(1);
    expect(await isOffline()).toBe(false);
    expect(stage.verifier.state.name).toBe("stale");
    stage.gate.onVerify = () => Promise.reject(new TypeError("no connection"));
    const [verdict] = await Promise.all([stage.verifier.verify(stage.token), pass(100)]);
    expect(verdict).toMatchObject({ valid: false, code: "UNAVAILABLE" });
    expect(stage.states.at(-1)).toBe("stale UNREACHABLE");
  });

  test("that is cut tells the state also when nobody asks", async () => {
    stage.gate.refusal = () => Promise.reject(new TypeError("no connection"));
    stage.gate.open.end();
    await pass(31_000);
    expect(stage.states.filter((state) => state.startsWith("stale"))).not.toEqual([]);
  });

  test("that goes silent is given up after 12.5 seconds and resumed where it was", async () => {
    stage.gate.onConnect = () => {};
    await pass(12_499);
    expect(stage.gate.open.isOpen()).toBe(true);
    await pass(1_100);
    expect(stage.gate.connections[0]?.isOpen()).toBe(false);
    expect(stage.gate.connections).toHaveLength(2);
    expect(stage.gate.open.lastEventId).toBe("c1");
    stage.gate.open.send("signing-keys", stage.gate.signingKeys());
    stage.gate.open.send("change", { revoked: [keyId(1)] }, "c2");
    heartbeat();
    await pass(0);
    expect(await stage.verifier.verify(stage.token)).toMatchObject({
      code: "REVOKED",
      offline: true,
    });
  });

  test("is asked for again later and later, at most every five seconds, by chance", async () => {
    const times: number[] = [];
    stage.gate.refusal = () => {
      times.push(Date.now());
      return Promise.reject(new TypeError("no connection"));
    };
    stage.gate.open.end();
    await pass(120_000);
    const waits = times.slice(1).map((time, i) => time - (times[i] ?? 0));
    expect(waits.length).toBeGreaterThan(24);
    expect(Math.max(...waits)).toBeLessThanOrEqual(5_000);
    expect(new Set(waits.slice(4)).size).toBeGreaterThan(5);
    stage.gate.refusal = null;
    await pass(5_000);
    expect(stage.verifier.state).toMatchObject({ name: "live", error: null });
  });

  test("replaces what was known by a snapshot of several parts, at once and whole", async () => {
    stage.gate.onConnect = () => {};
    stage.gate.open.end();
    await pass(1_000);
    const { send } = stage.gate.open;
    send("signing-keys", stage.gate.signingKeys());
    send("snapshot", { part: 1, parts: 2, revoked: [keyId(1)], suspended: [] });
    await pass(10);
    expect((await stage.verifier.verify(stage.token)).code).toBe("VALID");
    send("snapshot", { part: 2, parts: 2, revoked: [], suspended: [] }, "c5");
    heartbeat();
    await pass(10);
    expect(await stage.verifier.verify(stage.token)).toMatchObject({
      code: "REVOKED",
      offline: true,
    });
    stage.gate.open.end();
    await pass(5_000);
    expect(stage.gate.open.lastEventId).toBe("c5");
    stage.gate.greet(stage.gate.open);
    await pass(10);
    expect((await stage.verifier.verify(stage.token)).code).toBe("VALID");
  });

  test("takes up a snapshot that broke off from its beginning", async () => {
    stage.gate.onConnect = () => {};
    stage.gate.open.end();
    await pass(1_000);
    stage.gate.open.send("signing-keys", stage.gate.signingKeys());
    stage.gate.open.send("snapshot", { part: 1, parts: 2, revoked: [keyId(1)], suspended: [] });
    stage.gate.open.end();
    await pass(2_000);
    expect(stage.gate.open.lastEventId).toBe("c1");
    stage.gate.open.send("snapshot", { part: 2, parts: 2, revoked: [], suspended: [] }, "c5");
    await pass(0);
    expect(stage.verifier.state).toMatchObject({ name: "stale", error: { code: "PROTOCOL" } });
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
      ({ send }) => send("signing-keys", { ...stage.gate.signingKeys(), keys: [{ kty: "RSA" }] }),
    ],
    [
      "no environment that its service token is for",
      ({ send }) => send("signing-keys", { ...stage.gate.signingKeys(), environment: undefined }),
    ],
    [
      "no API that its service token is for",
      ({ send }) => send("signing-keys", { ...stage.gate.signingKeys(), api: undefined }),
    ],
    [
      "symmetric keys",
      ({ send }) =>
        send("signing-keys", {
          ...stage.gate.signingKeys(),
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
    stage.gate.onConnect = () => {};
    tell(stage.gate.open);
    await pass(0);
    expect(await isOffline()).toBe(false);
    expect(stage.states.at(-1)).toBe("stale PROTOCOL");
    await pass(1_000);
    expect(stage.gate.open.lastEventId).toBeNull();
    stage.gate.greet(stage.gate.open);
    await pass(0);
    expect(await isOffline()).toBe(true);
  });

  test("may tell more than is known here", async () => {
    stage.gate.open.send("weather", "sunny");
    stage.gate.open.send("change", { more: 1 }, "c7");
    stage.gate.open.raw(": comment\n\nevent: change\n\n");
    await pass(0);
    expect(stage.verifier.state).toMatchObject({ name: "live", error: null });
    stage.gate.onConnect = () => {};
    stage.gate.open.end();
    await pass(1_000);
    expect(stage.gate.open.lastEventId).toBe("c7");
  });

  test("counts no heartbeat before the snapshot", async () => {
    stage.verifier.close();
    stage.gate.onConnect = (connection) => {
      connection.send("signing-keys", stage.gate.signingKeys());
      connection.send("heartbeat", { at: Date.now() });
    };
    stage.verifier = open();
    await pass(5_000);
    expect(stage.verifier.state).toMatchObject({ name: "connecting", error: { code: "PROTOCOL" } });
    expect(await isOffline()).toBe(false);
  });

  test.each([401, 403])(
    "that is refused with %i is believed no more, and rarely asked for",
    async (status) => {
      let times = 0;
      stage.gate.refusal = () => {
        times += 1;
        return problem(status, status === 401 ? "UNAUTHENTICATED" : "FORBIDDEN");
      };
      stage.gate.open.end();
      await pass(1_000);
      expect(stage.verifier.state).toMatchObject({
        name: "stale",
        error: { status, requestId: "req_2" },
      });
      expect(await isOffline()).toBe(false);
      await pass(60_000);
      expect(times).toBeLessThanOrEqual(5);
      stage.gate.refusal = null;
      // A gate that says nothing more is given up again: it is well for some seconds only.
      const isWell = () => stage.verifier.state.error === null;
      for (let waited = 0; waited < 30_000 && !isWell(); waited += 100) await pass(100);
      expect(stage.verifier.state).toMatchObject({ name: "live", error: null });
    },
  );
});

describe("ready", () => {
  const failure = (promise: Promise<void>) =>
    promise.then(
      () => null,
      (error: PortcullisError) => error,
    );

  beforeEach(() => stage.verifier.close());

  test("tells at once that the service token is refused, and each time it is asked", async () => {
    stage.gate.refusal = () => problem(401, "UNAUTHENTICATED");
    stage.verifier = open();
    const first = failure(stage.verifier.ready());
    await pass(0);
    expect(await first).toMatchObject({ code: "UNAUTHENTICATED", status: 401 });
    expect(await failure(stage.verifier.ready())).toMatchObject({ code: "UNAUTHENTICATED" });
    expect(stage.verifier.state).toMatchObject({ name: "connecting", error: { status: 401 } });
  });

  test("waits for a gate that is starting, as long as it was told", async () => {
    stage.gate.refusal = () => Promise.reject(new TypeError("no connection"));
    stage.verifier = open();
    const late = failure(stage.verifier.ready(3_000));
    const inTime = failure(stage.verifier.ready(60_000));
    await pass(3_000);
    expect(await late).toMatchObject({ code: "UNREACHABLE", status: null });
    stage.gate.refusal = null;
    await pass(6_000);
    expect(await inTime).toBeNull();
  });

  test("tells at once that the service token is bound to another API", async () => {
    stage.gate.bound.api = "billing";
    stage.verifier = open();
    const refused = failure(stage.verifier.ready());
    await pass(0);
    expect(await refused).toMatchObject({ code: "FORBIDDEN" });
    expect(String(await refused)).toContain("billing");
  });

  test("ends when the verifier is closed", async () => {
    stage.gate.refusal = () => Promise.reject(new TypeError("no connection"));
    stage.verifier = open();
    const waiting = failure(stage.verifier.ready());
    stage.verifier.close();
    expect(await waiting).toMatchObject({ code: "CLOSED" });
  });
});
