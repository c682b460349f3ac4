import type { Clock } from "@/lib/verification/lease";

/** So many statements at once, and one more each `refillMs`. */
const burst = 5;
const refillMs = 100;
const lazyMs = 200;

export type Haste = "at once" | "now" | "soon" | "rest";

/** Runs an exchange, one at a time: at once, or at most about ten a second. */
export class Pace {
  #allowance = burst;
  #refilledAt: number;
  #timer: NodeJS.Timeout | NodeJS.Immediate | null = null;
  /** 0: some time, 1: when it may, 2: with the next turn. */
  #urgency = 0;
  #running: Promise<void> | null = null;
  #stopped = false;

  constructor(
    private readonly exchange: () => Promise<Haste>,
    private readonly clock: Clock,
  ) {
    this.#refilledAt = clock.monotonic();
  }

  /** Within some fifth of a second. */
  soon(): void {
    if (this.#timer || this.#running || this.#stopped) return;
    this.#timer = setTimeout(() => this.#run(), lazyMs).unref();
  }

  /** As soon as it may; whoever asks in the same turn of the event loop comes along. */
  now(): void {
    if (this.#urgency === 0) this.#runIn(this.#wait());
  }

  /** With the next turn of the event loop, as often as it takes: for what happens once per key. */
  atOnce(): void {
    this.#runIn(0);
  }

  #runIn(wait: number): void {
    const urgency = wait === 0 ? 2 : 1;
    if (this.#running || this.#stopped || urgency <= this.#urgency) return;
    this.#cancel();
    this.#urgency = urgency;
    const run = () => this.#run();
    this.#timer = wait === 0 ? setImmediate(run) : setTimeout(run, wait);
  }

  /** Runs no more, and waits for what runs. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#running;
  }

  #wait(): number {
    const now = this.clock.monotonic();
    const more = Math.max(0, now - this.#refilledAt) / refillMs;
    this.#allowance = Math.min(burst, this.#allowance + more);
    this.#refilledAt = now;
    return this.#allowance >= 1 ? 0 : Math.ceil((1 - this.#allowance) * refillMs);
  }

  #run(): void {
    this.#cancel();
    this.#wait();
    this.#allowance = Math.max(-1, this.#allowance - 1);
    this.#running = this.exchange().then((next) => {
      this.#running = null;
      if (next === "at once") this.atOnce();
      else if (next === "now") this.now();
      else if (next === "soon") this.soon();
    });
  }

  #cancel(): void {
    if (this.#timer && "hasRef" in this.#timer) {
      clearTimeout(this.#timer as NodeJS.Timeout);
      clearImmediate(this.#timer as NodeJS.Immediate);
    }
    this.#timer = null;
    this.#urgency = 0;
  }
}
