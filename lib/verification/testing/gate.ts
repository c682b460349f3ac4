import { afterEach, expect } from "vitest";
import { type FeedLine, openFeed } from "@/db/feed";
import type { TokenActor } from "@/lib/access/actor";
import { Follower } from "@/lib/verification/follower";
import { Lease } from "@/lib/verification/lease";
import { GateMemory } from "@/lib/verification/memory";
import { rememberedSource } from "@/lib/verification/remembered";
import type { RememberedToken } from "@/lib/verification/remembered-token";
import { portalServices } from "@/lib/verification/services";
import { verify } from "@/lib/verification/verify";

export type GateParts = { lease?: Lease; memory?: GateMemory<RememberedToken> };
export type TestGate = ReturnType<typeof start>;

/** A gate without its server, and a switch that freezes its feed as SIGSTOP would. */
function start(
  asking: () => TokenActor,
  { lease = new Lease(), memory = new GateMemory() }: GateParts,
) {
  let frozen: Promise<void> | null = null;
  let thaw = () => {};
  const feed = (notify: () => void): FeedLine => {
    const line = openFeed(notify);
    const renew: FeedLine["renew"] = async (id, applied) => {
      await frozen;
      return line.renew(id, applied);
    };
    return { ...line, renew };
  };
  const follower = new Follower(
    memory,
    { version: "test", address: "test", staleSeconds: 0 },
    { lease, feed },
  );
  follower.start();
  const source = rememberedSource(memory, lease);
  return {
    memory,
    follower,
    source,
    freeze() {
      frozen = new Promise((go) => {
        thaw = go;
      });
    },
    thaw: () => thaw(),
    code: async (key: string, more: object = {}) =>
      (await verify(asking(), { key, ...more }, { ...portalServices, source })).code,
    stop() {
      thaw();
      return follower.stop();
    },
  };
}

/** Starts gates that answer to that actor and stop with the test. */
export function testGates(asking: () => TokenActor) {
  const running: TestGate[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((gate) => gate.stop()));
  });
  return async (parts: GateParts = {}): Promise<TestGate> => {
    const gate = start(asking, parts);
    running.push(gate);
    await expect.poll(() => gate.follower.lease.holds()).toBe(true);
    return gate;
  };
}
