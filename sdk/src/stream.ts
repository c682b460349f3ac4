import { PortcullisError } from "./errors.js";
import { EventStreamReader, type StreamEvent } from "./event-stream.js";
import { type Clock, Freshness } from "./freshness.js";
import { problemOf } from "./problem.js";
import { type Changed, heartbeatAt, type Published } from "./published.js";
import type { VerifierState } from "./state.js";
import { Status } from "./status.js";
import { uncached } from "./uncached.js";

export type StreamOptions = {
  gate: string;
  token: string;
  /** The slug of the API that is verified for. */
  api: string;
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
/** How often everything is asked for anew: of tokens that are over no change is ever told. */
const renewMs = 24 * 3_600_000;

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
  #isBegun = false;
  #renewAt = Number.POSITIVE_INFINITY;
  #retryMs = 1_000;
  #failures = 0;
  #isBehind = false;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#freshness = new Freshness(options.clock, options.maxStaleness);
    this.status = new Status({
      freshForMs: () => this.#options.maxStaleness - this.#freshness.age(),
    });
  }

  /** Connects, where it hasn't yet. Where the runtime doesn't allow that now, the next call does. */
  begin(): void {
    if (this.#isBegun || this.#closing.signal.aborted) return;
    this.#isBegun = true;
    this.#follow()
      .catch((error: unknown) => void this.#ended(error))
      .finally(() => {
        this.#isBegun = false;
      });
  }

  get state(): VerifierState {
    return this.status.state;
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
    const { code, status } = error;
    const isRefused =
      code === "FORBIDDEN" || (status !== null && status >= 400 && status < 500 && status !== 429);
    if (isRefused || code === "PROTOCOL") this.#forget();
    this.status.fail(error, isRefused);
    if (isRefused || status === 429) return refusedWaitMs * (0.5 + Math.random() / 2);
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
    const watch = new Watch(deadAfterMs, end);
    const closing = this.#closing.signal;
    closing.addEventListener("abort", end);
    this.#freshness.connect();
    this.#isBehind = false;
    if (this.#options.clock.monotonic() >= this.#renewAt) this.#cursor = "";
    try {
      const response = await this.#options.fetch(`${gate}/v1/revocations`, {
        headers: {
          accept: "text/event-stream",
          authorization: `Bearer ${token}`,
          ...(this.#cursor !== "" && { "last-event-id": this.#cursor }),
        },
        ...uncached(),
        redirect: "manual",
        signal: ending.signal,
      });
      if (response.status !== 200) throw await problemOf(response);
      const type = response.headers.get("content-type") ?? "";
      if (!response.body || !/^text\/event-stream\b/i.test(type)) {
        throw new PortcullisError("PROTOCOL", `The gate answered with ${type || "nothing"}.`);
      }
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
      if (cause instanceof PortcullisError) throw cause;
      throw new PortcullisError("PROTOCOL", "The stream can't be understood.", { cause });
    }
  }

  #hear({ type, data, lastEventId }: StreamEvent): void {
    const { published, onChanged } = this.#options;
    if (type === "signing-keys") {
      if (published.signingKeys(JSON.parse(data))) this.#freshness.doubt();
      this.#expectOurs();
    } else if (type === "snapshot") {
      if (published.snapshot(JSON.parse(data))) this.#replaced();
    } else if (type === "change") {
      const changed = published.change(JSON.parse(data));
      if (changed) onChanged(changed);
    } else if (type === "heartbeat") this.#beat(heartbeatAt(JSON.parse(data)));
    if (lastEventId !== "") this.#cursor = lastEventId;
  }

  #replaced(): void {
    this.#freshness.doubt();
    this.#renewAt = this.#options.clock.monotonic() + renewMs * (0.9 + Math.random() / 10);
    // What changed between the last connection and this one isn't told one by one.
    this.#options.onChanged({ keys: [], applications: [], all: true });
  }

  #expectOurs(): void {
    const { published, api } = this.#options;
    const bound = published.bound.api;
    if (bound === null || bound === api) return;
    const words = `The service token is bound to the API ${bound}, and this verifier is for ${api}.`;
    throw new PortcullisError("FORBIDDEN", words);
  }

  #beat(at: number): void {
    const { published, maxStaleness, clock } = this.#options;
    if (!published.isComplete) throw new Error("a heartbeat before the snapshot");
    this.#freshness.heartbeat(at);
    if (this.#freshness.isFresh()) {
      this.#failures = 0;
      this.status.settle();
      this.status.heard();
    }
    // Too old when the next one comes: it waited for this process, a clock was set, or the first
    // one of this connection was late, by which the others are measured. A new connection knows.
    this.#isBehind = this.#freshness.age() > maxStaleness - 1.2 * heartbeatMs;
    if (clock.monotonic() >= this.#renewAt) this.#isBehind = true;
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
