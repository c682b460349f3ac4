import { type FeedLine, openFeed } from "@/db/feed";
import { asOfLease, StatusFeeds, together } from "@/lib/statuses/feeds";
import { Follower } from "@/lib/verification/follower";
import { keySets } from "@/lib/verification/jwks";
import { GateMemory } from "@/lib/verification/memory";
import { rememberedSource } from "@/lib/verification/remembered";
import type { RememberedToken } from "@/lib/verification/remembered-token";
import { portalServices } from "@/lib/verification/services";
import { listen } from "./listen";

export type LiveGate = Awaited<ReturnType<typeof liveGate>>;

/**
 * A gate that follows the change log, as it is shipped but for its recorder, and a switch that
 * freezes its feed as SIGSTOP would. `asOf` stands in for that of its statuses. For tests.
 */
export async function liveGate({
  asOf,
  most,
}: {
  asOf?: () => number | null;
  most?: { organization?: number; process?: number };
} = {}) {
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
  const memory = new GateMemory<RememberedToken>();
  const feeds: StatusFeeds = new StatusFeeds({
    asOf: () => (asOf ? asOf() : asOfLease(follower.lease)),
    ...(most && { most }),
  });
  const facts = { version: "test", address: "test", staleSeconds: 0 };
  const follower = new Follower(together(memory, feeds, keySets), facts, { feed });
  follower.start();
  const source = rememberedSource(memory, follower.lease);
  const { gate, address } = await listen({ services: { ...portalServices, source }, feeds });
  return {
    gate,
    address,
    feeds,
    follower,
    freeze() {
      frozen = new Promise((go) => {
        thaw = go;
      });
    },
    thaw() {
      frozen = null;
      thaw();
    },
    async stop() {
      frozen = null;
      thaw();
      await gate.drain(1000);
      await follower.stop();
    },
  };
}
