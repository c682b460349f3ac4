import { PortcullisError } from "./errors.js";
import type { VerifierState } from "./state.js";

type Listener = (state: VerifierState) => void;
type Waiter = { resolve(): void; reject(error: PortcullisError): void };

/** In what state a verifier is, told to those who listen and who wait. */
export class Status {
  readonly #freshForMs: () => number;
  readonly #listeners = new Set<Listener>();
  readonly #waiters = new Set<Waiter>();
  #state: VerifierState = { name: "connecting", since: new Date(), error: null };
  #refusal: PortcullisError | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** How much longer what was heard may be believed; less than 0: no longer. */
  constructor({ freshForMs }: { freshForMs(): number }) {
    this.#freshForMs = freshForMs;
  }

  get state(): VerifierState {
    this.settle();
    return this.#state;
  }

  get isLive(): boolean {
    return this.#state.name === "live";
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async ready(timeoutMs: number): Promise<void> {
    const { name, error } = this.state;
    if (name === "live") return;
    if (name === "closed") throw closed();
    if (this.#refusal) throw this.#refusal;
    await new Promise<void>((resolve, reject) => {
      const waiter: Waiter = {
        resolve: () => settled(resolve),
        reject: (cause) => settled(() => reject(cause)),
      };
      const timer = setTimeout(() => waiter.reject(this.#late(timeoutMs, error)), timeoutMs);
      const settled = (settle: () => void) => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
        settle();
      };
      this.#waiters.add(waiter);
    });
  }

  #late(timeoutMs: number, before: PortcullisError | null): PortcullisError {
    const cause = this.#state.error ?? before ?? undefined;
    const words = `The stream wasn't up to date after ${timeoutMs} ms.`;
    return new PortcullisError("UNREACHABLE", words, { cause });
  }

  /** Looks whether time has changed the state. */
  settle(): void {
    const { name } = this.#state;
    if (name === "closed") return;
    const left = this.#freshForMs();
    clearTimeout(this.#timer);
    if (left >= 0) {
      this.#timer = setTimeout(() => this.settle(), Math.min(left + 1, 2 ** 31 - 1));
      this.#set("live", this.#state.error);
      for (const waiter of [...this.#waiters]) waiter.resolve();
    } else this.#set(name === "connecting" ? "connecting" : "stale", this.#state.error);
  }

  /** The stream is heard. */
  heard(): void {
    this.#refusal = null;
    this.#set(this.#state.name, null);
  }

  /** `isFinal`: the gate has refused, and waiting won't help. */
  fail(error: PortcullisError, isFinal: boolean): void {
    this.settle();
    this.#refusal = isFinal ? error : null;
    this.#set(this.#state.name, error);
    if (isFinal) for (const waiter of [...this.#waiters]) waiter.reject(error);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#set("closed", null);
    for (const waiter of [...this.#waiters]) waiter.reject(closed());
  }

  #set(name: VerifierState["name"], error: PortcullisError | null): void {
    const before = this.#state;
    if (before.name === "closed") return;
    if (before.name === name && before.error === error) return;
    const since = before.name === name ? before.since : new Date();
    this.#state = Object.freeze({ name, since, error });
    const state = this.#state;
    // A listener that throws is an unhandled error of its own, not one of the stream.
    for (const listener of this.#listeners) queueMicrotask(() => listener(state));
  }
}

export const closed = () => new PortcullisError("CLOSED", "The verifier is closed.");
