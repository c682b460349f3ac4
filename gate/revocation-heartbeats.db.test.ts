import { connect, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { revokeKey } from "@/lib/keys/revoke";
import { revokeSilently } from "@/lib/testing/feed";
import { mintManyTokens } from "@/lib/testing/many-tokens";
import { streamsStage } from "./testing/streams-stage";

testDatabase();

const { stage, listener, start, another } = streamsStage();

describe("a heartbeat", () => {
  test("comes every five seconds, by the gate's clock", async () => {
    const { listening } = await start();
    await listening.until(() => listening.named("heartbeat").length > 1, 7000);
    const [first, second] = listening.named("heartbeat");
    const gap = (second?.data.at ?? 0) - (first?.data.at ?? 0);
    expect(gap).toBeGreaterThan(4500);
    expect(gap).toBeLessThan(6000);
    expect(Math.abs((second?.data.at ?? 0) - Date.now())).toBeLessThan(1000);
  }, 15_000);

  test("does not come from a gate that is frozen or cut off, nor before what it missed", async () => {
    const gate = await another();
    const { owner, listening, serviceToken, mint } = await start(gate.address);
    const { key } = await mint();
    gate.freeze();
    await expect.poll(() => gate.follower.lease.holds(), { timeout: 3000 }).toBe(false);
    const before = listening.named("heartbeat").length;
    const late = await listener(gate.address, serviceToken);
    await revokeKey(owner, key.id, {});
    await pause(5500);
    expect(listening.named("heartbeat")).toHaveLength(before);
    expect(late.events).toEqual([]);
    gate.thaw();
    for (const one of [listening, late]) {
      await one.until(() => one.named("heartbeat").length > (one === late ? 0 : before));
      const at = one.events.findIndex(({ data }) =>
        (data.revoked as string[] | undefined)?.includes(key.id),
      );
      const beat = one.events.findLastIndex(({ event }) => event === "heartbeat");
      expect(at).toBeGreaterThanOrEqual(0);
      expect(at).toBeLessThan(beat);
    }
  }, 20_000);

  test("would come from a frozen gate that did not ask for its lease", async () => {
    const gate = await another({ asOf: () => Date.now() });
    const { owner, serviceToken, mint } = await start(gate.address);
    const { key } = await mint();
    gate.freeze();
    await expect.poll(() => gate.follower.lease.holds(), { timeout: 3000 }).toBe(false);
    await revokeKey(owner, key.id, {});
    const late = await listener(gate.address, serviceToken);
    await late.ready();
    expect(late.status(key.id)).toBe("valid");
  });

  test("does not come while what the log told is not visible yet, and then it is told", async () => {
    const { organization, listening, serviceToken, mint } = await start();
    const { key } = await mint();
    await listening.until(() => listening.named("signing-keys").length > 1);
    const { revision, commit } = await revokeSilently(organization, key.id);
    // As where a second commit phase is under way: the log has told already.
    stage.live.feeds.apply({ org: organization.id, kind: "key", id: key.id, revision });
    const late = await listener(stage.live.address, serviceToken);
    await pause(600);
    expect(late.named("heartbeat")).toEqual([]);
    expect(listening.status(key.id)).toBe("valid");
    await commit();
    await listening.until(() => listening.status(key.id) === "revoked", 1000);
    await late.ready();
  });

  test("would come, and the key stay valid, where no revision were asked for", async () => {
    const { organization, listening, serviceToken, mint } = await start();
    const { key } = await mint();
    const { commit } = await revokeSilently(organization, key.id);
    stage.live.feeds.apply({ org: organization.id, kind: "key", id: key.id, revision: 0 });
    const late = await listener(stage.live.address, serviceToken);
    await late.ready();
    await commit();
    await pause(600);
    expect(listening.status(key.id)).toBe("valid");
  });
});

test("many revocations reach every listener soon after they are answered", async () => {
  const { owner, serviceToken, organization, applicationId } = await start();
  const count = 1_000;
  const ids = await mintManyTokens(organization, applicationId, count);
  const sockets: Socket[] = [];
  const heard = new Map<string, number[]>();
  const { hostname, port } = new URL(stage.live.address);
  for (let i = 0; i < 20; i++) {
    const socket = connect(Number(port), hostname);
    sockets.push(socket);
    socket.write(
      `GET /v1/revocations HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${serviceToken}\r\n\r\n`,
    );
    let rest = "";
    socket.on("data", (chunk) => {
      rest += chunk.toString("latin1");
      const end = rest.lastIndexOf("\n");
      const lines = rest.slice(0, end + 1);
      rest = rest.slice(end + 1);
      for (const [, list = ""] of lines.matchAll(/"revoked":\[([^\]]*)\]/g)) {
        for (const id of list.match(/key_\w+/g) ?? []) {
          const times = heard.get(id) ?? [];
          times.push(performance.now());
          heard.set(id, times);
        }
      }
    });
  }
  await expect.poll(() => stage.live.feeds.subscribers).toBeGreaterThanOrEqual(20);
  await pause(500);
  const answered = new Map<string, number>();
  for (const id of ids) {
    await revokeKey(owner, id, {});
    answered.set(id, performance.now());
  }
  await expect
    .poll(() => ids.filter((id) => (heard.get(id)?.length ?? 0) >= 20).length, { timeout: 10_000 })
    .toBe(count);
  const late = ids
    .map((id) => Math.max(0, Math.max(...(heard.get(id) ?? [])) - (answered.get(id) ?? 0)))
    .sort((a, b) => a - b);
  const at = (share: number) =>
    late[Math.min(late.length - 1, Math.floor(late.length * share))] ?? 0;
  console.log(
    `${count} revocations, 20 listeners: last heard after the answer p50 ${at(0.5).toFixed(1)} ms, p99 ${at(0.99).toFixed(1)} ms, max ${at(1).toFixed(1)} ms`,
  );
  for (const socket of sockets) socket.destroy();
  expect(at(0.5)).toBeLessThan(60);
  expect(at(0.99)).toBeLessThan(750);
}, 180_000);
