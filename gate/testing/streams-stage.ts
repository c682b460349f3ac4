import { afterAll, afterEach, beforeAll } from "vitest";
import { mintJwtWorld } from "@/lib/testing/jwt";
import { mintToken } from "@/lib/testing/organization";
import { type Listening, listenTo } from "./listener";
import { type LiveGate, liveGate } from "./live-gate";

/** A gate, and those who listen to it until their test is over: call it once, at the top of a file. */
export function streamsStage() {
  const stage = {} as { live: LiveGate };
  const left: Listening[] = [];
  const others: LiveGate[] = [];

  beforeAll(async () => {
    stage.live = await liveGate();
  });
  afterEach(async () => {
    for (const listening of left.splice(0)) await listening.leave();
    for (const gate of others.splice(0)) await gate.stop();
  });
  afterAll(() => stage.live.stop());

  async function listener(...given: Parameters<typeof listenTo>): Promise<Listening> {
    const listening = await listenTo(...given);
    left.push(listening);
    return listening;
  }

  return {
    stage,
    listener,

    /** An organization with JWT keys, and somebody who listens. */
    async start(address = stage.live.address) {
      const world = await mintJwtWorld();
      const { serviceToken, actor } = await mintToken(world.organization, ["keys.verify"]);
      const listening = await listener(address, serviceToken);
      await listening.ready();
      return { ...world, owner: world.organization.owner, serviceToken, actor, listening };
    },

    /** Another gate, which stops with the test. */
    async another(...options: Parameters<typeof liveGate>): Promise<LiveGate> {
      const gate = await liveGate(...options);
      others.push(gate);
      return gate;
    },
  };
}
