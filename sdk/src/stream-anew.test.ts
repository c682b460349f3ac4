import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Connection, fakeGate, keyId } from "./testing/fake-gate.js";
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

/** What a gate tells that hasn't said yet how far it is. */
function greetSilently(connection: Connection, revoked: string[] = []) {
  connection.send("signing-keys", gate.signingKeys());
  connection.send("snapshot", { part: 1, parts: 1, revoked, suspended: [] }, "d1");
}

/** The gate lets itself be heard as it should. */
function beat() {
  heart = setInterval(() => gate.connections.at(-1)?.isOpen() && heartbeat(), 5_000);
}

const isOffline = async () => (await verifier.verify(token)).offline;

describe("the stream", () => {
  test("that comes late is no sign of life, and asked for anew before it is too late", async () => {
    gate.onConnect = () => {};
    await pass(5_000);
    heartbeat();
    const at = Date.now();
    for (let late = 1; late <= 5; late += 1) {
      expect(gate.connections).toHaveLength(1);
      await pass(5_000);
      gate.open.send("heartbeat", { at: at + late });
    }
    await pass(5_004);
    expect(gate.connections).toHaveLength(2);
    expect(gate.open.lastEventId).toBe("c1");
    expect(verifier.state.name).toBe("live");
    await pass(20);
    expect(verifier.state.name).toBe("stale");
    heartbeat();
    await pass(0);
    expect(verifier.state.name).toBe("live");
  });

  test("whose first heartbeat is late doesn't go stale again and again", async () => {
    verifier.close();
    gate.onConnect = greetSilently;
    verifier = open({ maxStaleness: 12_000 });
    await pass(9_000);
    gate.onConnect = (connection) => gate.greet(connection);
    heartbeat();
    beat();
    await pass(1_000);
    expect(verifier.state).toMatchObject({ name: "live", error: null });
    expect(gate.connections).toHaveLength(3);
    const { since } = verifier.state;
    await pass(60_000);
    expect(verifier.state.since).toBe(since);
  });

  test("of another gate that is behind brings back nothing that is revoked", async () => {
    gate.open.send("change", { revoked: [keyId(1)] }, "c2");
    await pass(0);
    expect(await verifier.verify(token)).toMatchObject({ code: "REVOKED", offline: true });
    gate.onVerify = async () => Response.json({ valid: false, code: "REVOKED", requestId: "r" });
    gate.onConnect = greetSilently;
    gate.open.end();
    await pass(1_000);
    expect(gate.connections).toHaveLength(2);
    expect(await verifier.verify(token)).toMatchObject({ code: "REVOKED", offline: false });
    expect(states.at(-1)).toMatch(/^stale/);
    gate.open.send("change", { revoked: [keyId(1)] }, "d2");
    heartbeat();
    await pass(0);
    expect(await verifier.verify(token)).toMatchObject({ code: "REVOKED", offline: true });
  });

  test("of another gate that is behind brings back no signing key", async () => {
    const withdrawn = await gate.token({}, { signer: 1 });
    gate.onConnect = (connection) =>
      connection.send("signing-keys", { ...gate.signingKeys(), keys: [gate.keys[0], gate.other] });
    gate.open.end();
    await pass(1_000);
    expect((await verifier.verify(withdrawn)).offline).toBe(false);
    heartbeat();
    await pass(0);
    expect((await verifier.verify(withdrawn)).offline).toBe(true);
  });

  test("that is taken up again with nothing new leaves it live", async () => {
    gate.onConnect = ({ send }) => send("signing-keys", gate.signingKeys());
    gate.open.end();
    await pass(1_000);
    expect(gate.connections).toHaveLength(2);
    expect(await isOffline()).toBe(true);
  });

  test("that replaces everything in mid-connection leaves it live", async () => {
    gate.open.send("signing-keys", { ...gate.signingKeys(), keys: [gate.keys[0], gate.other] });
    gate.open.send("snapshot", { part: 1, parts: 1, revoked: [], suspended: [] }, "c9");
    await pass(0);
    expect(await isOffline()).toBe(true);
    expect(states).toEqual(["live"]);
  });

  test("is asked for everything anew once a day, and drops what is over", async () => {
    gate.open.send("change", { revoked: [keyId(1)] }, "c2");
    beat();
    await pass(21 * 3_600_000);
    expect(gate.connections).toHaveLength(1);
    await pass(3 * 3_600_000 + 6_000);
    expect(gate.connections).toHaveLength(2);
    expect(gate.open.lastEventId).toBeNull();
    expect(states.some((state) => state.startsWith("stale"))).toBe(false);
    const later = await gate.token();
    expect(await verifier.verify(later)).toMatchObject({ code: "VALID", offline: true });
    await pass(60_000);
    expect(gate.connections).toHaveLength(2);
  });

  test("for a service token of another environment has its keys refused here", async () => {
    verifier.close();
    gate.bound.environment = "staging";
    verifier = open();
    await pass(0);
    const refused = { code: "WRONG_ENVIRONMENT", offline: true };
    expect(await verifier.verify(token)).toMatchObject(refused);
  });

  test("for a service token of another API judges nothing here", async () => {
    gate.bound.api = "orders";
    gate.open.send("signing-keys", gate.signingKeys());
    await pass(0);
    expect(await isOffline()).toBe(true);
    gate.bound.api = "billing";
    gate.open.send("signing-keys", gate.signingKeys());
    await pass(0);
    expect(await isOffline()).toBe(false);
    expect(verifier.state).toMatchObject({ name: "stale", error: { code: "FORBIDDEN" } });
    await expect(verifier.ready()).rejects.toMatchObject({ code: "FORBIDDEN" });
    gate.bound.api = null;
    await pass(30_000);
    expect(await isOffline()).toBe(true);
  });
});
