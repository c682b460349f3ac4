/** Both clocks of this machine, in milliseconds. */
export type Clock = { monotonic(): number; wall(): number };

export const systemClock: Clock = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
};

/** How much faster than ours the gate's clock may run: what NTP slews at most. */
const drift = 0.0005;

/**
 * When a heartbeat was made, by one of our clocks: at the latest when it was heard, and as much
 * earlier as it was held up on its way, or by this process standing still, compared with the
 * quickest one of the same connection. That on which the first is measured was made after the
 * connection was asked for.
 */
class Arrival {
  #offset: number;
  #heard: number;

  constructor(asked: number, at: number, now: number) {
    this.#offset = asked - at;
    this.#heard = now;
  }

  madeAt(at: number, now: number): number {
    const grown = this.#offset + drift * Math.max(0, now - this.#heard);
    this.#offset = Math.min(grown, now - at);
    this.#heard = now;
    return at + this.#offset;
  }
}

/**
 * Since when this process may be behind the gate. By two clocks, of which the one that tells of
 * the longer time is right: a suspended machine stops the monotonic one, and the other may be set.
 */
export class Freshness {
  readonly #clock: Clock;
  readonly #maxStaleness: number;
  #asked = { monotonic: 0, wall: 0 };
  #arrivals: { monotonic: Arrival; wall: Arrival } | null = null;
  #monotonic = Number.NEGATIVE_INFINITY;
  #wall = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, maxStaleness: number) {
    this.#clock = clock;
    this.#maxStaleness = maxStaleness;
  }

  /** Milliseconds since the gate is known to have told everything. */
  age(): number {
    return Math.max(this.#clock.monotonic() - this.#monotonic, this.#clock.wall() - this.#wall);
  }

  isFresh(): boolean {
    return this.age() <= this.#maxStaleness;
  }

  /** A connection is about to be asked for: nothing that it says can be older. */
  connect(): void {
    this.#asked = { monotonic: this.#clock.monotonic(), wall: this.#clock.wall() };
    this.#arrivals = null;
  }

  /** All that was acknowledged before `at`, by the gate's clock, has been heard. */
  heartbeat(at: number): void {
    const monotonic = this.#clock.monotonic();
    const wall = this.#clock.wall();
    this.#arrivals ??= {
      monotonic: new Arrival(this.#asked.monotonic, at, monotonic),
      wall: new Arrival(this.#asked.wall, at, wall),
    };
    this.#monotonic = Math.max(this.#monotonic, this.#arrivals.monotonic.madeAt(at, monotonic));
    this.#wall = this.#arrivals.wall.madeAt(at, wall);
  }

  /**
   * What was known has been replaced, and by who may be behind the one that told it before: until
   * this connection has said how far it is, none of it may be believed.
   */
  doubt(): void {
    if (this.#arrivals === null) this.forget();
  }

  /** What was heard is worth nothing any more. */
  forget(): void {
    this.#arrivals = null;
    this.#monotonic = Number.NEGATIVE_INFINITY;
    this.#wall = Number.NEGATIVE_INFINITY;
  }
}
