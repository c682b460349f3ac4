import type { Changed } from "./published.js";
import { Recent } from "./recent.js";
import type { Valid, Verdict } from "./verdict.js";

type Entry = { verdict: Valid; until: number };

/**
 * For how long after a change was heard a gate may answer by what was before it: another one than
 * told of it, and that hasn't read it yet. In milliseconds; no gate lags for longer than a second.
 */
const settlingMs = 2_000;

/** Of more changes than these it is as if all had changed. */
const mostChanged = 10_000;

/** What the gate said of secret keys a short while ago. Holds digests, never a key. */
export class Remembered {
  readonly #forMs: number;
  readonly #entries: Recent<Entry>;
  /** When the change of a key or an application was heard of last, and that of all. */
  readonly #changed = new Map<string, number>();
  #allChanged = Number.NEGATIVE_INFINITY;

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
    const verdict = await ask();
    // What is limited has to be counted each time, and what is already stale isn't kept at all.
    const isKept = verdict.valid && verdict.rateLimits?.length === 0 && verdict.ageMs === undefined;
    if (isKept && now >= this.#changedAt(verdict) + settlingMs)
      this.#entries.set(digest, { verdict, until: now + this.#forMs });
    return verdict;
  }

  #changedAt({ keyId, applicationId }: Valid): number {
    return Math.max(
      this.#allChanged,
      this.#changed.get(keyId) ?? this.#allChanged,
      this.#changed.get(applicationId) ?? this.#allChanged,
    );
  }

  forget({ keys, applications, all }: Changed): void {
    if (this.#forMs === 0) return;
    const now = performance.now();
    const gone = new Set([...keys, ...applications]);
    if (all || this.#changed.size + gone.size > mostChanged) {
      this.#allChanged = now;
      this.#changed.clear();
      this.#entries.clear();
      return;
    }
    if (gone.size === 0) return;
    for (const id of gone) this.#changed.set(id, now);
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
