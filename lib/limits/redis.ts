import { createHash } from "node:crypto";
import { createClient } from "@redis/client";
import { log } from "@/lib/log";
import { unavailable, withinDeadline } from "@/lib/verification/deadline";
import type { Limiter } from "@/lib/verification/services";
import { allowed, refused } from "./answer";
import { gaugesOf } from "./gauge";
import { script } from "./script";
import { usedOfQuota } from "./used";

const sha = createHash("sha1").update(script).digest("hex");

/**
 * Counts every limit of a key in Redis, exactly, whoever asks. A request that Redis does not answer
 * within 100 ms is answered 503: nothing is let through uncounted. A quota that Redis does not know
 * (any more) goes on from what was counted.
 */
export function redisLimiter(url: string, deadlineMs = 100): Limiter & { close(): Promise<void> } {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    commandsQueueMaxLength: 10_000,
    pingInterval: 1_000,
    socket: { connectTimeout: 1_000, socketTimeout: 3_000, reconnectStrategy: 200 },
  });
  let failing = false;
  client.on("error", (error) => {
    if (!failing) log.warn({ err: error }, "Redis does not answer; limited keys are answered 503");
    failing = true;
  });
  client.on("ready", () => {
    if (failing) log.info("Redis answers again");
    failing = false;
  });
  client.connect().catch(() => {});

  async function run(keys: string[], args: string[]): Promise<number[]> {
    const call = { keys, arguments: args };
    const answer = client.evalSha(sha, call).catch((error: unknown) => {
      if (error instanceof Error && error.message.startsWith("NOSCRIPT")) {
        return client.eval(script, call);
      }
      throw error;
    });
    const list = await withinDeadline(answer, deadlineMs).catch(() => {
      throw unavailable();
    });
    if (!Array.isArray(list)) throw unavailable();
    return list.map(Number);
  }

  return {
    async take(organizationId, keyId, limits, cost, now) {
      const gauges = gaugesOf(limits, now);
      const keys = gauges.map(({ slot }) => `portcullis:{${keyId}}:${slot}`);
      const args = (used: number) => [
        String(cost),
        ...gauges.flatMap(({ unit, cap, rate, ends }) => [unit, cap, rate, ends, used].map(String)),
      ];
      let [fits, ...weights] = await run(keys, args(-1));
      if (fits === -1) {
        const used = await usedOfQuota(organizationId, keyId, gauges);
        [fits, ...weights] = await run(keys, args(used));
      }
      const readings = gauges.map((gauge, i) => ({ gauge, spent: weights[i] ?? 0 }));
      return fits === 1 ? allowed(readings, now) : refused(readings, cost, now);
    },
    async close() {
      if (client.isReady) await client.close();
      else client.destroy();
    },
  };
}
