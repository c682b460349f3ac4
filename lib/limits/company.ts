import type { Answers } from "@/db/limits";
import type { Clock } from "@/lib/verification/lease";

/** What a gate knows of the others. */
export type Company = {
  /** Gates that live, this one among them; infinity while that is not known. */
  gates: number;
  /** No other gate lives, and others would know of this one. */
  alone: boolean;
};

export const unknown: Company = { gates: Number.POSITIVE_INFINITY, alone: false };
/** For a gate that stops: it holds nothing any more. */
export const leaving: Company = { gates: 1, alone: false };

/** What is known of the others is asked anew after the one time, and not believed after the other. */
const dueMs = 2_000;
const endsMs = 5_000;
/** Until this gate is registered itself. */
const hurryMs = 200;
const maxDriftMs = 1_000;

/** What the table said last of the gates that live. */
export class Acquaintance {
  #told: Company = unknown;
  #at = Number.NEGATIVE_INFINITY;
  #dueMs = 0;
  #offset = 0;

  constructor(private readonly clock: Clock) {}

  /** As of whole milliseconds `at` of the monotonic clock, `now` of the wall's; a machine that slept knows nothing. */
  company(at: number, now: number): Company {
    const slept = Math.abs(now - at - this.#offset) > maxDriftMs;
    return slept || at - this.#at > endsMs ? unknown : this.#told;
  }

  isDue(at: number): boolean {
    return at - this.#at > this.#dueMs;
  }

  /** The wall clock's lead, to be taken before the table is asked. */
  offset(at: number): number {
    return this.clock.wall() - at;
  }

  /** Learns what the table answered to what was asked at `at`. */
  told({ others, registered }: Answers, at: number, offset: number): Company {
    this.#told = { gates: others + 1, alone: registered && others === 0 };
    this.#at = at;
    this.#dueMs = registered ? dueMs : hurryMs;
    this.#offset = offset;
    return this.#told;
  }
}
