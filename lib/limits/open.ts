import { env } from "@/lib/env";
import { systemClock } from "@/lib/verification/lease";
import type { Limiter } from "@/lib/verification/services";
import { GateLimiter } from "./gate";
import { portalLimiter } from "./portal";
import { redisLimiter } from "./redis";

type Options = {
  /** As the gate is registered under. */
  gateId: string;
  /** How long it limits by what it knows alone, when the database does not answer. */
  staleMs: number;
};

/** What counts the limits of a gate: Redis where there is one, else shares of the database's table. */
export function openGateLimiter(options: Options): Limiter & { close(): Promise<void> } {
  const { REDIS_URL } = env();
  return REDIS_URL ? redisLimiter(REDIS_URL) : new GateLimiter({ ...options, clock: systemClock });
}

/** Kept on `globalThis`: Next bundles this file more than once into one process. */
const holder = globalThis as typeof globalThis & { portcullisLimiter?: Limiter };

/** What counts the limits where no gate is: every request asks, and nothing is held. */
export const sharedLimiter: Limiter = {
  take(...wish) {
    const { REDIS_URL } = env();
    holder.portcullisLimiter ??= REDIS_URL ? redisLimiter(REDIS_URL) : portalLimiter;
    return holder.portcullisLimiter.take(...wish);
  },
};
