import { afterEach, beforeEach, expect, vi } from "vitest";
import { createVerifier, type Verifier, type VerifierOptions } from "../verifier.js";
import { fakeGate } from "./fake-gate.js";

export type Gate = Awaited<ReturnType<typeof fakeGate>>;

/** A verifier at a gate that answers as it is told. Closed with `close`. */
export const verifierAt = (gate: Gate, options: Partial<VerifierOptions> = {}): Verifier =>
  createVerifier({
    gate: "https://gate.test",
    token: "pcs_token",
    api: "orders",
    fetch: gate.fetch as typeof fetch,
    ...options,
  });

/** What a test sets before it is read. */
function held<T>() {
  let value: T | undefined;
  return {
    set: (next: T) => {
      value = next;
    },
    get: (): T => {
      if (value === undefined) throw new Error("only while a test runs");
      return value;
    },
  };
}

/** A gate and verifiers for each test of a file; what was opened is closed with it. */
export function verifierStage() {
  const opened: Verifier[] = [];
  const gate = held<Gate>();
  const last = held<Verifier>();
  const stage = {
    get gate() {
      return gate.get();
    },
    /** The one that was opened last. */
    get verifier() {
      return last.get();
    },
    async open(options: Partial<VerifierOptions> = {}) {
      const verifier = verifierAt(stage.gate, options);
      last.set(verifier);
      opened.push(verifier);
      if (options.stream !== false) await verifier.ready();
      return verifier;
    },
  };
  beforeEach(async () => gate.set(await fakeGate()));
  afterEach(() => {
    for (const verifier of opened.splice(0)) verifier.close();
  });
  return stage;
}

/** The same by a clock that a test moves: a verifier that has heard its gate, and a token it has seen. */
export function streamStage() {
  let heart: ReturnType<typeof setInterval>;
  const gate = held<Gate>();
  const current = held<Verifier>();
  const stage = {
    get gate() {
      return gate.get();
    },
    get verifier() {
      return current.get();
    },
    set verifier(verifier: Verifier) {
      current.set(verifier);
    },
    states: [] as string[],
    /** Of valid signature; seen before, so that it is judged at once. */
    token: "",
    pass: (ms: number) => vi.advanceTimersByTimeAsync(ms),
    heartbeat: () => stage.gate.open.send("heartbeat", { at: Date.now() }),
    open(options: Partial<VerifierOptions> = {}) {
      const made = verifierAt(stage.gate, options);
      expect(made.state.name).toBe("connecting");
      return made;
    },
    /** The gate lets itself be heard as it should. */
    beat() {
      heart = setInterval(
        () => stage.gate.connections.at(-1)?.isOpen() && stage.heartbeat(),
        5_000,
      );
    },
    isOffline: async () => (await stage.verifier.verify(stage.token)).offline,
  };
  beforeEach(async () => {
    gate.set(await fakeGate());
    vi.useFakeTimers({ now: new Date("2026-11-21T12:00:00Z") });
    stage.token = await stage.gate.token();
    stage.states = [];
    stage.verifier = stage.open();
    stage.verifier.onState(({ name, error }) =>
      stage.states.push(error ? `${name} ${error.code}` : name),
    );
    await stage.pass(0);
    await stage.verifier.verify(stage.token);
  });
  afterEach(() => {
    clearInterval(heart);
    stage.verifier.close();
    vi.useRealTimers();
  });
  return stage;
}
