import { describe, expect, test } from "vitest";
import { type Connection, keyId } from "./testing/fake-gate.js";
import { streamStage } from "./testing/stage.js";

const stage = streamStage();
const { pass, heartbeat, open, beat, isOffline } = stage;

/** What a stage.gate tells that hasn't said yet how far it is. */
function greetSilently(connection: Connection, revoked: string[] = []) {
  connection.send("signing-keys", stage.gate.signingKeys());
  connection.send("snapshot", { part: 1, parts: 1, revoked, suspended: [] }, "d1");
}

describe("the stream", () => {
  test("that comes late is no sign of life, and asked for anew before it is too late", async () => {
    stage.gate.onConnect = () => {};
    await pass(5_000);
    heartbeat();
    const at = Date.now();
    for (let late = 1; late <= 5; late += 1) {
      expect(stage.gate.connections).toHaveLength(1);
      await pass(5_000);
      stage.gate.open.send("heartbeat", { at: at + late });
    }
    await pass(5_004);
    expect(stage.gate.connections).toHaveLength(2);
    expect(stage.gate.open.lastEventId).toBe("c1");
    expect(stage.verifier.state.name).toBe("live");
    await pass(20);
    expect(stage.verifier.state.name).toBe("stale");
    heartbeat();
    await pass(0);
    expect(stage.verifier.state.name).toBe("live");
  });

  test("whose first heartbeat is late doesn't go stale again and again", async () => {
    stage.verifier.close();
    stage.gate.onConnect = greetSilently;
    stage.verifier = open({ maxStaleness: 12_000 });
    await pass(9_000);
    stage.gate.onConnect = (connection) => stage.gate.greet(connection);
    heartbeat();
    beat();
    await pass(1_000);
    expect(stage.verifier.state).toMatchObject({ name: "live", error: null });
    expect(stage.gate.connections).toHaveLength(3);
    const { since } = stage.verifier.state;
    await pass(60_000);
    expect(stage.verifier.state.since).toBe(since);
  });

  test("of another gate that is behind brings back nothing that is revoked", async () => {
    stage.gate.open.send("change", { revoked: [keyId(1)] }, "c2");
    await pass(0);
    expect(await stage.verifier.verify(stage.token)).toMatchObject({
      code: "REVOKED",
      offline: true,
    });
    stage.gate.onVerify = async () =>
      Response.json({ valid: false, code: "REVOKED", requestId: "r" });
    stage.gate.onConnect = greetSilently;
    stage.gate.open.end();
    await pass(1_000);
    expect(stage.gate.connections).toHaveLength(2);
    expect(await stage.verifier.verify(stage.token)).toMatchObject({
      code: "REVOKED",
      offline: false,
    });
    expect(stage.states.at(-1)).toMatch(/^stale/);
    stage.gate.open.send("change", { revoked: [keyId(1)] }, "d2");
    heartbeat();
    await pass(0);
    expect(await stage.verifier.verify(stage.token)).toMatchObject({
      code: "REVOKED",
      offline: true,
    });
  });

  test("of another gate that is behind brings back no signing key", async () => {
    const withdrawn = await stage.gate.token({}, { signer: 1 });
    stage.gate.onConnect = (connection) =>
      connection.send("signing-keys", {
        ...stage.gate.signingKeys(),
        keys: [stage.gate.keys[0], stage.gate.other],
      });
    stage.gate.open.end();
    await pass(1_000);
    expect((await stage.verifier.verify(withdrawn)).offline).toBe(false);
    heartbeat();
    await pass(0);
    expect((await stage.verifier.verify(withdrawn)).offline).toBe(true);
  });

  test("that is taken up again with nothing new leaves it live", async () => {
    stage.gate.onConnect = ({ send }) => send("signing-keys", stage.gate.signingKeys());
    stage.gate.open.end();
    await pass(1_000);
    expect(stage.gate.connections).toHaveLength(2);
    expect(await isOffline()).toBe(true);
  });

  test("that replaces everything in mid-connection leaves it live", async () => {
    stage.gate.open.send("signing-keys", {
      ...stage.gate.signingKeys(),
      keys: [stage.gate.keys[0], stage.gate.other],
    });
    stage.gate.open.send("snapshot", { part: 1, parts: 1, revoked: [], suspended: [] }, "c9");
    await pass(0);
    expect(await isOffline()).toBe(true);
    expect(stage.states).toEqual(["live"]);
  });

  test("is asked for everything anew once a day, and drops what is over", async () => {
    stage.gate.open.send("change", { revoked: [keyId(1)] }, "c2");
    beat();
    await pass(21 * 3_600_000);
    expect(stage.gate.connections).toHaveLength(1);
    await pass(3 * 3_600_000 + 6_000);
    expect(stage.gate.connections).toHaveLength(2);
    expect(stage.gate.open.lastEventId).toBeNull();
    expect(stage.states.some((state) => state.startsWith("stale"))).toBe(false);
    const later = await stage.gate.token();
    expect(await stage.verifier.verify(later)).toMatchObject({ code: "VALID", offline: true });
    await pass(60_000);
    expect(stage.gate.connections).toHaveLength(2);
  });

  test("for a service token of another environment has its keys refused here", async () => {
    stage.verifier.close();
    stage.gate.bound.environment = "staging";
    stage.verifier = open();
    await pass(0);
    const refused = { code: "WRONG_ENVIRONMENT", offline: true };
    expect(await stage.verifier.verify(stage.token)).toMatchObject(refused);
  });

  test("for a service token of another API judges nothing here", async () => {
    stage.gate.bound.api = "orders";
    stage.gate.open.send("signing-keys", stage.gate.signingKeys());
    await pass(0);
    expect(await isOffline()).toBe(true);
    stage.gate.bound.api = "billing";
    stage.gate.open.send("signing-keys", stage.gate.signingKeys());
    await pass(0);
    expect(await isOffline()).toBe(false);
    expect(stage.verifier.state).toMatchObject({ name: "stale", error: { code: "FORBIDDEN" } });
    await expect(stage.verifier.ready()).rejects.toMatchObject({ code: "FORBIDDEN" });
    stage.gate.bound.api = null;
    await pass(30_000);
    expect(await isOffline()).toBe(true);
  });
});
