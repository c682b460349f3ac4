import { replaceDatabase } from "@/db/client";
import { isUnavailable } from "@/db/errors";
import { AppError } from "@/lib/errors";
import { Turnstile, unavailable } from "./deadline";

const atOnce = 8;
const queue = 5_000;
/** While a read takes so long, the database counts as lost: one answer asks it twice. */
const doubtMs = 240;
/** A read that takes so long is not answered any more: the pool is replaced. */
const silenceMs = 500;
/** While the database is lost, one read in so many milliseconds finds out whether it is back. */
const probeMs = 150;

/** Whether an error tells that the database gave no answer in time. */
export const isLost = (error: unknown): boolean =>
  isUnavailable(error) || (error instanceof AppError && error.code === "UNAVAILABLE");

/**
 * A gate's reads of the database: at most eight at once. Once it does not answer, all but one probe
 * now and then are told so at once, until it does.
 */
export class Reads {
  #turnstile = new Turnstile(atOnce, queue);
  #lost = false;
  #probing = false;
  #nextProbe = 0;
  #answeredAt = 0;

  /** Whether the database did not answer, and it is not yet time to ask again. */
  get isLost(): boolean {
    return this.#lost && (this.#probing || performance.now() < this.#nextProbe);
  }

  /** `group` is for whom it reads, if that is known. Throws 503 where the database is lost. */
  async run<T>(work: () => Promise<T>, group?: string): Promise<T> {
    if (!this.#lost) return this.#turnstile.pass(() => this.#watch(work), group);
    if (this.isLost) throw unavailable();
    this.#probing = true;
    try {
      return await this.#watch(work);
    } finally {
      this.#probing = false;
    }
  }

  async #watch<T>(work: () => Promise<T>): Promise<T> {
    let [silent, done] = [false, false];
    const begun = performance.now();
    const look = (then: () => void) => () => {
      // Others were answered meanwhile: only this one is slow.
      if (done || this.#answeredAt > begun) return;
      this.#lose();
      then();
    };
    const giveUp = () => {
      silent = true;
      replaceDatabase();
    };
    // After a pause of the process the answer may lie in the socket: it is read before the look.
    const doubt = setTimeout(
      setImmediate,
      doubtMs,
      look(() => {}),
    );
    const silence = setTimeout(setImmediate, silenceMs, look(giveUp));
    try {
      const result = await work();
      if (!silent) this.#answered();
      return result;
    } catch (error) {
      if (isUnavailable(error)) this.#lose();
      else if (!silent) this.#answered();
      throw error;
    } finally {
      done = true;
      clearTimeout(doubt);
      clearTimeout(silence);
    }
  }

  #answered(): void {
    this.#lost = false;
    this.#answeredAt = performance.now();
  }

  #lose(): void {
    this.#lost = true;
    this.#nextProbe = performance.now() + probeMs;
  }
}
