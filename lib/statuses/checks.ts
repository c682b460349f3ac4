import { setTimeout as pause } from "node:timers/promises";
import { AppError } from "@/lib/errors";
import type { TokenId } from "@/lib/ids";
import type { Subscriber } from "./subscriber";

const firstPauseMs = 250;
const longestPauseMs = 4_000;

/**
 * Asks whether the service tokens of those who listen are good: each once for all who listen by it,
 * one question at a time, and less and less often where nobody can tell.
 */
export class TokenChecks {
  /** Whether it has to be asked once more, since it came up again while it was asked. */
  readonly #underWay = new Map<TokenId, { again: boolean }>();

  constructor(private readonly subscribers: ReadonlySet<Subscriber>) {}

  /** That one gets no heartbeat until its token was found to be good after now. */
  ask(subscriber: Subscriber): void {
    const { tokenId } = subscriber.listener;
    subscriber.doubt();
    const running = this.#underWay.get(tokenId);
    if (running) running.again = true;
    else void this.#run(tokenId);
  }

  askAll(): void {
    for (const subscriber of this.subscribers) this.ask(subscriber);
  }

  async #run(tokenId: TokenId): Promise<void> {
    const state = { again: false };
    this.#underWay.set(tokenId, state);
    for (let failures = 0; ; ) {
      const [first] = this.#of(tokenId);
      if (!first) break;
      state.again = false;
      const found = await isGood(first);
      if (found === null) {
        const ms = Math.min(longestPauseMs, firstPauseMs * 2 ** failures++);
        await pause(ms, undefined, { ref: false });
      } else if (!found || !state.again) {
        for (const one of this.#of(tokenId)) found ? one.trust() : one.end();
        break;
      }
    }
    this.#underWay.delete(tokenId);
  }

  #of(tokenId: TokenId): Subscriber[] {
    return [...this.subscribers].filter((one) => one.listener.tokenId === tokenId && !one.isClosed);
  }
}

/** Null where nobody can tell. */
async function isGood({ listener }: Subscriber): Promise<boolean | null> {
  try {
    await listener.check();
    return true;
  } catch (error) {
    return error instanceof AppError && error.status === 401 ? false : null;
  }
}
