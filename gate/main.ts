import { closeDatabase } from "@/db/client";
import { env } from "@/lib/env";
import { trustOf } from "@/lib/forwarding";
import { onShutdown } from "@/lib/lifecycle";
import { log } from "@/lib/log";
import { secrets } from "@/lib/secrets/installation";
import { Follower } from "@/lib/verification/follower";
import { flushLastUsed } from "@/lib/verification/last-used";
import { GateMemory } from "@/lib/verification/memory";
import { type RememberedToken, rememberedSource } from "@/lib/verification/remembered";
import { portalServices } from "@/lib/verification/services";
import { version } from "@/package.json";
import { createGate } from "./server";

/** Opening the secrets first: without them every key would be unknown. */
async function start(): Promise<void> {
  const { GATE_PORT, GATE_HOST, GATE_PUBLIC_URL, TRUSTED_PROXIES } = env();
  await secrets();
  const memory = new GateMemory<RememberedToken>();
  const follower = new Follower(memory, {
    version,
    address: `${GATE_HOST}:${GATE_PORT}`,
    staleSeconds: 0,
  });
  const gate = createGate({
    trusted: trustOf(TRUSTED_PROXIES),
    secure: GATE_PUBLIC_URL.startsWith("https:"),
    services: { ...portalServices, source: rememberedSource(memory, follower.lease) },
  });
  follower.start();
  onShutdown(async () => {
    await gate.drain(5_000);
    await follower.stop();
    await flushLastUsed();
    await closeDatabase(1);
  });
  await new Promise<void>((listening, failed) => {
    gate.server.once("error", failed);
    gate.server.listen(GATE_PORT, GATE_HOST, listening);
  });
  log.info({ host: GATE_HOST, port: GATE_PORT }, "the gate listens");
}

start().catch(async (error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  log.fatal({ err: error }, `the gate can't start: ${message}`);
  await closeDatabase(0);
  process.exit(1);
});
