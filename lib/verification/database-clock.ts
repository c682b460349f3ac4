import { type Clock, systemClock } from "./lease";

/** How far two clocks may come apart within a millisecond. */
const drift = 1 / 1000;

/**
 * The database's clock as this process knows it: its monotonic clock and by how much that of the
 * database is ahead. Whatever the wall clock of this machine says, it is right to within half of the
 * quickest of the latest answers.
 */
export class DatabaseClock {
  #ahead: number | null = null;
  #least = 0;
  #most = 0;
  #learnedAt = 0;

  constructor(private readonly clock: Clock = systemClock) {}

  /**
   * Learns that the database's clock stood at `told` (milliseconds since the epoch) at some moment
   * between `sent` and `answered` of the monotonic clock. What contradicts all that was known before
   * takes its place: the database's clock was set, or this machine slept.
   */
  learn(sent: number, answered: number, told: number): void {
    const slack = Math.max(0, answered - this.#learnedAt) * drift;
    let [least, most] = [told - answered, told - sent];
    if (this.#ahead !== null) {
      const [lower, upper] = [this.#least - slack, this.#most + slack];
      if (lower <= most && least <= upper) {
        [least, most] = [Math.max(least, lower), Math.min(most, upper)];
      }
    }
    [this.#least, this.#most] = [least, most];
    this.#ahead = (least + most) / 2;
    this.#learnedAt = Math.max(answered, this.#learnedAt);
  }

  /** Milliseconds since the epoch; by the wall clock as long as nothing was learned. */
  now(): number {
    return this.#ahead === null ? this.clock.wall() : this.clock.monotonic() + this.#ahead;
  }
}

/** That of the one database of this process: learned with each lease and with each key that is read. */
export const databaseClock = new DatabaseClock();
