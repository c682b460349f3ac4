import type { Changed } from "./published.js";
import { Recent } from "./recent.js";
import type { Valid, Verdict } from "./verdict.js";

type Entry = { verdict: Valid; until: number };

/** What the gate said of secret keys a short while ago. Holds digests, never a key. */
export class Remembered {
  readonly #forMs: number;
  readonly #entries: Recent<Entry>;
  /** Raised by each change: what was asked before it isn't kept after it. */
  #changes = 0;

  constructor({ forMs, most }: { forMs: number; most: number }) {
    this.#forMs = forMs;
    this.#entries = new Recent(forMs > 0 ? most : 0);
  }

  /** Answers from memory, or asks and keeps a yes. Without `isFresh` memory isn't looked at. */
  async of(
    question: string,
    isFresh: () => boolean,
    ask: () => Promise<Verdict>,
  ): Promise<Verdict> {
    if (this.#forMs === 0 || !isFresh()) return ask();
    const digest = await digestOf(question);
    const entry = this.#entries.get(digest);
    const now = performance.now();
    if (entry && entry.until > now && isFresh() && !isOver(entry.verdict)) {
      return { ...entry.verdict, permissions: [...entry.verdict.permissions] };
    }
    const changes = this.#changes;
    const verdict = await ask();
    // What is limited has to be counted each time, and what is already stale isn't kept at all.
    const isKept = verdict.valid && verdict.rateLimits?.length === 0 && verdict.ageMs === undefined;
    if (isKept && this.#changes === changes)
      this.#entries.set(digest, { verdict, until: now + this.#forMs });
    return verdict;
  }

  forget({ keys, applications, all }: Changed): void {
    this.#changes += 1;
    if (all) {
      this.#entries.clear();
      return;
    }
    const gone = new Set([...keys, ...applications]);
    if (gone.size === 0) return;
    this.#entries.drop(({ verdict }) => gone.has(verdict.keyId) || gone.has(verdict.applicationId));
  }
}

const isOver = ({ expiresAt }: Valid) => expiresAt !== null && Date.parse(expiresAt) <= Date.now();

async function digestOf(text: string): Promise<string> {
  const bytes = new Uint8Array(
    await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)),
  );
  return String.fromCharCode(...bytes);
}
