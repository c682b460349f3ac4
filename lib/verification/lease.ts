/** What a gate counts on: 100 ms less than the lease that the database keeps for it. */
export const leaseMs = 900;
/** A wall clock that gains this much on the monotonic one tells of a suspended machine. */
const maxDriftMs = 100;

export type Clock = { monotonic(): number; wall(): number };

export const systemClock: Clock = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
};

/**
 * How long a gate may answer from memory. It is read anew at each request, never remembered: a
 * process that was stopped answers before any of its timers runs.
 */
export class Lease {
  #until = Number.NEGATIVE_INFINITY;
  #offset = 0;

  constructor(private readonly clock: Clock = systemClock) {}

  /** The moment to count from: take it *before* the renewal is sent. */
  now(): { monotonic: number; offset: number } {
    const monotonic = this.clock.monotonic();
    return { monotonic, offset: this.clock.wall() - monotonic };
  }

  /** After what the renewal returned is applied. */
  renewed(from: { monotonic: number; offset: number }): void {
    this.#until = from.monotonic + leaseMs;
    this.#offset = from.offset;
  }

  end(): void {
    this.#until = Number.NEGATIVE_INFINITY;
  }

  /** Milliseconds since the lease ended; zero or less while it holds. */
  overdue(): number {
    const { monotonic, offset } = this.now();
    if (Math.abs(offset - this.#offset) > maxDriftMs) return Number.POSITIVE_INFINITY;
    return monotonic - this.#until;
  }

  /** How old what is remembered is, in milliseconds, up to `boundMs` after the lease; else null. */
  age(boundMs: number): number | null {
    const overdue = this.overdue();
    return overdue < boundMs ? Math.max(0, Math.round(overdue + leaseMs)) : null;
  }

  holds(): boolean {
    return this.overdue() < 0;
  }
}
