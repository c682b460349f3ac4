import { PortcullisError } from "./errors.js";
import { EventStreamReader, type StreamEvent } from "./event-stream.js";
import { type Clock, Freshness } from "./freshness.js";
import { problemOf } from "./problem.js";
import { type Changed, heartbeatAt, type Published } from "./published.js";
import type { VerifierState } from "./state.js";
import { Status } from "./status.js";

export type StreamOptions = {
  gate: string;
  token: string;
  maxStaleness: number;
  fetch: typeof fetch;
  clock: Clock;
  published: Published;
  onChanged(changed: Changed): void;
};

/** How often the gate lets itself be heard. */
const heartbeatMs = 5_000;
const deadAfterMs = 2.5 * heartbeatMs;
const longestWaitMs = 5_000;
/** The gate has said no, and will again. */
const refusedWaitMs = 30_000;

/**
 * Follows `GET /v1/revocations`, connects again when the connection ends or goes silent, and knows
 * how far behind the gate this process may be.
 */
export class Stream {
  readonly status: Status;
  readonly #options: StreamOptions;
  readonly #freshness: Freshness;
  readonly #closing = new AbortController();
  #cursor = "";
  #environment: string | null = null;
  #retryMs = 1_000;
  #failures = 0;
  #isBehind = false;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#freshness = new Freshness(options.clock, options.maxStaleness);
    this.status = new Status({
      freshForMs: () => this.#options.maxStaleness - this.#freshness.age(),
    });
    void this.#follow();
  }

  get state(): VerifierState {
    return this.status.state;
  }

  /** The only environment that the service token is for, or null where it is for all. */
  get environment(): string | null {
    return this.#environment;
  }

  /** Whether what is published may be believed: at this very moment, not when it was last looked. */
  isFresh(): boolean {
    const fresh = this.#freshness.isFresh();
    if (fresh !== this.status.isLive) this.status.settle();
    return fresh;
  }

  close(): void {
    this.#closing.abort();
    this.#forget();
    this.status.close();
  }

  async #follow(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      const wait = await this.#connection().then(
        () => this.#ended(new PortcullisError("UNREACHABLE", "The stream ended.")),
        (error: unknown) => this.#ended(error),
      );
      await pause(wait, this.#closing.signal);
    }
  }

  /** Keeps what happened and says how many milliseconds to wait before the next connection. */
  #ended(cause: unknown): number {
    this.#options.published.interrupt();
    const error =
      cause instanceof PortcullisError
        ? cause
        : new PortcullisError("UNREACHABLE", "The stream can't be reached.", { cause });
    const isRefused =
      error.status !== null && error.status >= 400 && error.status < 500 && error.status !== 429;
    if (isRefused || error.code === "PROTOCOL") this.#forget();
    this.status.fail(error, isRefused);
    if (isRefused || error.status === 429) return refusedWaitMs * (0.5 + Math.random() / 2);
    this.#failures += 1;
    const longest = Math.min(longestWaitMs, this.#retryMs * 2 ** (this.#failures - 1));
    return longest * (0.1 + 0.9 * Math.random());
  }

  #forget(): void {
    this.#cursor = "";
    this.#freshness.forget();
    this.#options.published.forget();
    this.#options.onChanged({ keys: [], applications: [], all: true });
  }

  async #connection(): Promise<void> {
    const { gate, token } = this.#options;
    const ending = new AbortController();
    const end = () => ending.abort();
    const closing = this.#closing.signal;
    closing.addEventListener("abort", end);
    const watch = new Watch(deadAfterMs, end);
    this.#freshness.connect();
    this.#isBehind = false;
    try {
      const response = await this.#options.fetch(`${gate}/v1/revocations`, {
        headers: {
          accept: "text/event-stream",
          authorization: `Bearer ${token}`,
          ...(this.#cursor !== "" && { "last-event-id": this.#cursor }),
        },
        cache: "no-store",
        redirect: "manual",
        signal: ending.signal,
      });
      if (response.status !== 200) throw await problemOf(response);
      const type = response.headers.get("content-type") ?? "";
      if (!response.body || !/^text\/event-stream\b/i.test(type)) {
        throw new PortcullisError("PROTOCOL", `The gate answered with ${type || "nothing"}.`);
      }
      this.#environment = response.headers.get("x-portcullis-environment");
      const reader = response.body.getReader();
      const events = new EventStreamReader({
        onEvent: (event) => this.#hear(event),
        onRetry: (ms) => {
          this.#retryMs = Math.min(longestWaitMs, Math.max(100, ms));
        },
      });
      for (;;) {
        const { done, value } = await reader.read();
        if (done || closing.aborted) return;
        watch.heard();
        this.#read(() => events.push(value));
        if (this.#isBehind) return;
      }
    } finally {
      watch.stop();
      closing.removeEventListener("abort", end);
      ending.abort();
    }
  }

  #read(work: () => void): void {
    try {
      work();
    } catch (cause) {
      throw new PortcullisError("PROTOCOL", "The stream can't be understood.", { cause });
    }
  }

  #hear({ type, data, lastEventId }: StreamEvent): void {
    const { published, onChanged } = this.#options;
    if (type === "signing-keys") published.signingKeys(JSON.parse(data));
    else if (type === "snapshot") {
      // What changed between the last connection and this one isn't told one by one.
      if (published.snapshot(JSON.parse(data)))
        onChanged({ keys: [], applications: [], all: true });
    } else if (type === "change") {
      const changed = published.change(JSON.parse(data));
      if (changed) onChanged(changed);
    } else if (type === "heartbeat") this.#beat(heartbeatAt(JSON.parse(data)));
    if (lastEventId !== "") this.#cursor = lastEventId;
  }

  #beat(at: number): void {
    if (!this.#options.published.isComplete) throw new Error("a heartbeat before the snapshot");
    this.#freshness.heartbeat(at);
    if (this.#freshness.isFresh()) {
      this.#failures = 0;
      this.status.settle();
      this.status.heard();
    } else {
      // What waited for this process is old, or a clock was set: a new connection knows.
      this.#isBehind = true;
    }
  }
}

/** Calls `end` when nothing was heard for so long. */
class Watch {
  #timer: ReturnType<typeof setTimeout>;
  readonly #arm: () => ReturnType<typeof setTimeout>;

  constructor(ms: number, end: () => void) {
    this.#arm = () => setTimeout(end, ms);
    this.#timer = this.#arm();
  }

  heard(): void {
    clearTimeout(this.#timer);
    this.#timer = this.#arm();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done);
  });
}
