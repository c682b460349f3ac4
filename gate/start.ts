import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { closeDatabase } from "@/db/client";
import { env } from "@/lib/env";
import { trustOf } from "@/lib/forwarding";
import { onShutdown } from "@/lib/lifecycle";
import { openGateLimiter } from "@/lib/limits/open";
import { log } from "@/lib/log";
import { UsageRecorder } from "@/lib/recorder/recorder";
import { secrets } from "@/lib/secrets/installation";
import { asOfLease, StatusFeeds, together } from "@/lib/statuses/feeds";
import { Follower } from "@/lib/verification/follower";
import { keySets } from "@/lib/verification/jwks";
import { noteUsesAs } from "@/lib/verification/last-used";
import { GateMemory } from "@/lib/verification/memory";
import { rememberedSource } from "@/lib/verification/remembered";
import type { RememberedToken } from "@/lib/verification/remembered-token";
import { version } from "@/package.json";
import { gateMetrics, Verdicts } from "./measures";
import { createGate } from "./server";

// A few slow reads teach V8 that what a request allocates lives long; put among the old, it then
// keeps every later request from the quick collection, which costs a third of the rate.
setFlagsFromString("--no-allocation-site-pretenuring");
// V8 lets a heap double before it collects the old: here nearly all of it is keys, which stay, and
// the memory of a million of them shall have a bound.
setFlagsFromString("--heap-growing-percent=30");

/** Opening the secrets first: without them every key would be unknown. Resolves once it listens. */
export async function startGate({
  usage = true,
} = {}): Promise<{ memory: GateMemory<RememberedToken> }> {
  const { GATE_PORT, GATE_HOST, GATE_PUBLIC_URL, GATE_ON_OUTAGE, ...config } = env();
  await secrets();
  const staleMs = GATE_ON_OUTAGE * 1000;
  const memory = new GateMemory<RememberedToken>();
  const address = `${GATE_HOST}:${GATE_PORT}`;
  noteUsesAs(address);
  const feeds: StatusFeeds = new StatusFeeds({ asOf: () => asOfLease(follower.lease) });
  const follower = new Follower(together(memory, feeds, keySets), {
    version,
    address,
    staleSeconds: GATE_ON_OUTAGE,
  });
  const recorder = await UsageRecorder.open({
    directory: join(config.PORTCULLIS_DATA_DIR, "spool"),
    gate: address,
  });
  const verdicts = new Verdicts(usage ? recorder : { record() {} });
  const limiter = openGateLimiter({ gateId: follower.state().id, staleMs });
  const source = rememberedSource(memory, follower.lease, { staleMs });
  const gate = createGate({
    trusted: trustOf(config.TRUSTED_PROXIES),
    secure: GATE_PUBLIC_URL.startsWith("https:"),
    services: { source, limiter, recorder: verdicts },
    feeds,
    metrics: gateMetrics({ verdicts, memory, follower, recorder, feeds }),
    isFresh: () => follower.lease.overdue() < staleMs,
  });
  follower.start();
  onShutdown(async () => {
    await gate.drain(4_000);
    await Promise.all([follower.stop(), limiter.close(), recorder.close()]);
    await closeDatabase(1);
  });
  await new Promise<void>((listening, failed) => {
    gate.server.once("error", failed);
    gate.server.listen(GATE_PORT, GATE_HOST, listening);
  });
  log.info({ host: GATE_HOST, port: GATE_PORT }, "the gate listens");
  return { memory };
}
