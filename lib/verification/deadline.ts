import { AppError } from "@/lib/errors";

/** A decision or 503 within 300 ms, however the database fares. */
const deadlineMs = 250;

export const unavailable = () =>
  new AppError("UNAVAILABLE", "No fresh answer can be given just now. Try again in a moment.", {
    retryAfter: 1,
  });

/** What `work` gives, or 503 once the deadline has passed. */
export async function withinDeadline<T>(work: Promise<T>, ms = deadlineMs): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unavailable()), ms);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}

type Waiting = { group: string; go: () => void };

/**
 * At most `most` at once; whoever finds `queue` waiting, or had to wait longer than `patienceMs`, is told
 * 503. Of those who wait, a group that has half of the places or more comes last: nobody's flood
 * keeps the others out.
 */
export class Turnstile {
  #under = new Map<string, number>();
  #taken = 0;
  #waiting: Waiting[] = [];

  constructor(
    private readonly most: number,
    private readonly queue: number,
    private readonly patienceMs = deadlineMs,
  ) {}

  async pass<T>(work: () => Promise<T>, group = ""): Promise<T> {
    const until = performance.now() + this.patienceMs;
    if (this.#taken < this.most) {
      this.#taken++;
    } else {
      if (this.#waiting.length >= this.queue) throw unavailable();
      await new Promise<void>((go) => this.#waiting.push({ group, go }));
    }
    this.#count(group, 1);
    try {
      if (performance.now() > until) throw unavailable();
      return await work();
    } finally {
      this.#count(group, -1);
      const next = this.#next();
      if (next) next.go();
      else this.#taken--;
    }
  }

  #next(): Waiting | undefined {
    const modest = ({ group }: Waiting) => (this.#under.get(group) ?? 0) < this.most / 2;
    const at = this.#waiting.findIndex(modest);
    return this.#waiting.splice(Math.max(0, at), 1)[0];
  }

  #count(group: string, change: number): void {
    const under = (this.#under.get(group) ?? 0) + change;
    if (under > 0) this.#under.set(group, under);
    else this.#under.delete(group);
  }
}
