import { randomUUID } from "node:crypto";
import { isUnavailable } from "@/db/errors";
import { type Change, type FeedLine, type GateFacts, openFeed } from "@/db/feed";
import { log } from "@/lib/log";
import { databaseClock } from "./database-clock";
import { Lease } from "./lease";

const everyMs = 250;
const retryMs = 100;

/** What the follower keeps up to date. */
export type Memory = {
  /** Forgets what the change tells of. Throws where it does not understand the change. */
  apply(change: Change): void;
  /** Forgets everything, also what is being read; `history` also what the log has told. */
  clear(options?: { history: boolean }): void;
};

export type FollowerState = {
  id: string;
  leaseMs: number;
  lagMs: number;
  registrations: number;
  applied: number;
};

/**
 * Follows the change log for one gate: applies what changed, acknowledges it, and holds the lease
 * without which nothing may be answered from memory. Any surprise empties the memory.
 */
export class Follower {
  readonly lease: Lease;
  #feed: FeedLine;
  #gate: GateFacts;
  #snapshot: string | null = null;
  #epoch = "";
  #wake: (() => void) | null = null;
  #notified = false;
  #stopped = false;
  #running: Promise<void> = Promise.resolve();
  #registrations = 0;
  #applied = 0;
  #lastRenewal = 0;

  constructor(
    private readonly memory: Memory,
    facts: Omit<GateFacts, "id" | "generation">,
    { lease = new Lease(), feed }: { lease?: Lease; feed?: (notify: () => void) => FeedLine } = {},
  ) {
    this.lease = lease;
    this.#gate = { ...facts, id: randomUUID(), generation: 0 };
    this.#feed = (feed ?? openFeed)(() => this.#notify());
  }

  start(): void {
    this.#running = this.#loop();
  }

  /** Ends the lease and takes the gate off the list, so that no revocation waits for it. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.lease.end();
    this.#notify();
    await this.#running;
    await this.#feed.deregister(this.#gate.id).catch(() => {});
    this.#feed.close();
  }

  state(): FollowerState {
    return {
      id: this.#gate.id,
      leaseMs: Math.max(0, -this.lease.overdue()),
      lagMs:
        this.#lastRenewal === 0 ? Number.POSITIVE_INFINITY : performance.now() - this.#lastRenewal,
      registrations: this.#registrations,
      applied: this.#applied,
    };
  }

  #notify(): void {
    this.#notified = true;
    this.#wake?.();
  }

  async #loop(): Promise<void> {
    let failing = false;
    while (!this.#stopped) {
      let more = false;
      let pause = everyMs;
      try {
        more = await this.#renew();
        if (failing) log.info("the change feed answers again");
        failing = false;
      } catch (error) {
        if (!failing) log.warn({ err: error }, "the change feed does not answer");
        failing = true;
        pause = retryMs;
        if (!isUnavailable(error)) this.#distrust();
      }
      if (!more) await this.#rest(pause);
    }
  }

  /** Renews once. True: something was applied and wants to be acknowledged at once. */
  async #renew(): Promise<boolean> {
    this.#snapshot ??= await this.#register();
    const from = this.lease.now();
    const sent = performance.now();
    this.#notified = false;
    const renewal = await this.#feed.renew(this.#gate.id, this.#snapshot);
    if (this.#stopped) return false;
    if (!renewal || renewal.epoch !== this.#epoch) {
      this.#distrust();
      return true;
    }
    databaseClock.learn(sent, performance.now(), renewal.now);
    for (const change of renewal.changes) this.memory.apply(change);
    this.#applied += renewal.changes.length;
    this.#snapshot = renewal.snapshot;
    this.lease.renewed(from);
    this.#lastRenewal = performance.now();
    return renewal.changes.length > 0;
  }

  async #register(): Promise<string> {
    this.memory.clear();
    this.#gate.generation++;
    const { snapshot, epoch } = await this.#feed.register(this.#gate);
    this.memory.clear({ history: epoch !== this.#epoch });
    this.#epoch = epoch;
    this.#registrations++;
    return snapshot;
  }

  #distrust(): void {
    this.lease.end();
    this.memory.clear();
    this.#snapshot = null;
  }

  #rest(ms: number): Promise<void> {
    if (this.#notified || this.#stopped) return Promise.resolve();
    return new Promise((done) => {
      const timer = setTimeout(finish, ms);
      const self = this;
      function finish() {
        clearTimeout(timer);
        self.#wake = null;
        done();
      }
      this.#wake = finish;
    });
  }
}
