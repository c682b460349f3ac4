import { AppError } from "@/lib/errors";

/** A decision or 503 within this time, however the database fares. */
const deadlineMs = 300;

export const unavailable = () =>
  new AppError("UNAVAILABLE", "No fresh answer can be given just now. Try again in a moment.", {
    retryAfter: 1,
  });

/** What `work` gives, or 503 once the deadline has passed; `late` then hears of it. */
export async function withinDeadline<T>(work: Promise<T>, late: () => void): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      late();
      reject(unavailable());
    }, deadlineMs);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}

/** At most `most` at once, at most `queue` waiting; whoever comes later is told 503. */
export class Turnstile {
  #under = 0;
  #waiting: (() => void)[] = [];

  constructor(
    private readonly most: number,
    private readonly queue: number,
  ) {}

  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.#under >= this.most) {
      if (this.#waiting.length >= this.queue) throw unavailable();
      await new Promise<void>((go) => this.#waiting.push(go));
    } else {
      this.#under++;
    }
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#under--;
    }
  }
}
