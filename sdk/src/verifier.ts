import { PortcullisError } from "./errors.js";
import { type Clock, systemClock } from "./freshness.js";
import { Gate, unavailable } from "./gate.js";
import { keyShown } from "./key-shown.js";
import { judgeOffline } from "./offline.js";
import { Published } from "./published.js";
import { needsGate, type Question } from "./question.js";
import { Remembered } from "./remembered.js";
import type { VerifierState } from "./state.js";
import { closed } from "./status.js";
import { Stream } from "./stream.js";
import { kindOf, readToken, SeenTokens, type Token } from "./token.js";
import { userAgentOf } from "./user-agent.js";
import type { Environment, Invalid, Valid, Verdict } from "./verdict.js";

export type VerifierOptions = {
  /**
   * The gate's address, such as `https://gate.example.com`. Without it, as without a token, a
   * verifier is made, so that a build can load the module, and refuses every key.
   */
  gate: string | undefined;
  /** A service token with the scope `keys.verify`. */
  token: string | undefined;
  /** The slug of the API that this server is. */
  api: string;
  /** Refuses keys of another environment, as a service token does that is bound to one. */
  environment?: Environment | undefined;
  /**
   * For how many milliseconds without a sign of life of the gate JWT keys are still judged offline:
   * the longest that a revoked one can be accepted. What the gate itself knows from longer ago, as
   * without its database, isn't accepted either. From 12,000; 30,000 if left out.
   */
  maxStaleness?: number | undefined;
  /**
   * For how many milliseconds a yes for a secret key is kept; 0, which is usual, for never. What
   * changes is dropped at once, and nothing of it kept in the 2 seconds after. What is answered from
   * memory isn't counted as usage; a key that has limits is never kept.
   */
  cache?: number | undefined;
  /** How many milliseconds the gate has to answer, another try included; 2,000 if left out. */
  deadline?: number | undefined;
  /** How many tokens are remembered as verified; 10,000 if left out. */
  tokens?: number | undefined;
  /** False: no stream; all keys are verified online. For runtimes that keep no connection. */
  stream?: boolean | undefined;
  /** In place of the runtime's own `fetch`. */
  fetch?: typeof fetch | undefined;
};

export type Verifier = {
  /**
   * Judges a key, or that of a request (`Authorization: Bearer` or `X-API-Key`). Resolves to a
   * verdict, also where nobody can judge (`UNAVAILABLE`): whatever isn't `valid` has to be refused.
   * Throws `PortcullisError` only where the question is wrong (`INVALID`, such as a permission
   * that can't exist) or the verifier is closed (`CLOSED`). What is neither a text nor a request is
   * `MALFORMED`.
   */
  verify(key: string | Pick<Request, "headers">, question?: Question): Promise<Verdict>;
  /** Whether it is up to date, since when, and what went wrong last. Connects where it hasn't yet. */
  readonly state: VerifierState;
  /** Calls the listener on each change of state, until the returned function is called. */
  onState(listener: (state: VerifierState) => void): () => void;
  /**
   * Resolves once JWT keys are judged offline. Throws `PortcullisError`: at once where there is no
   * service token or address, or the gate refuses the token (`UNAUTHENTICATED`), or it lacks the
   * scope or is bound to another API (`FORBIDDEN`), else `UNREACHABLE` after `timeout` milliseconds
   * (10,000 if left out).
   */
  ready(timeout?: number): Promise<void>;
  /** Ends the stream. What is asked afterwards is refused. */
  close(): void;
};

/**
 * Verifies keys for an API. Secret keys are judged by the gate; JWT keys here, by what the gate
 * streams: signing keys and, within milliseconds, which are revoked. Where the stream falls silent
 * for longer than `maxStaleness`, JWT keys are judged by the gate too, and refused where that is
 * out of reach. One verifier serves a whole process. It connects when it is first used, not when it
 * is made, and keeps the process running from then until `close()`.
 */
export function createVerifier(options: VerifierOptions): Verifier {
  return new StreamingVerifier(options, systemClock);
}

export class StreamingVerifier implements Verifier {
  readonly #api: string;
  readonly #environment: Environment | undefined;
  readonly #clock: Clock;
  readonly #maxStaleness: number;
  readonly #missing: PortcullisError | null;
  readonly #gate: Gate;
  readonly #published = new Published();
  readonly #tokens: SeenTokens;
  readonly #remembered: Remembered;
  readonly #stream: Stream | null;
  readonly #off: VerifierState = { name: "off", since: new Date(), error: null };
  #closed: VerifierState | null = null;

  constructor(options: VerifierOptions, clock: Clock) {
    const { api, environment, stream = true } = options;
    const maxStaleness = within(options.maxStaleness ?? 30_000, "maxStaleness", 12_000, 3_600_000);
    const forMs = within(options.cache ?? 0, "cache", 0, 60_000);
    const deadline = within(options.deadline ?? 2_000, "deadline", 1, 60_000);
    const most = within(options.tokens ?? 10_000, "tokens", 0, 10_000_000);
    const gate = options.gate ? addressOf(options.gate) : "";
    const token = options.token ? tokenOf(options.token) : "";
    const fetcher = options.fetch ?? ((...asked) => fetch(...asked));
    if (!api) throw new TypeError("api: give the slug of the API that this server is.");
    this.#api = api;
    this.#environment = environment;
    this.#clock = clock;
    this.#maxStaleness = maxStaleness;
    this.#missing = missing(gate, token);
    this.#tokens = new SeenTokens(most);
    this.#remembered = new Remembered({ forMs: stream ? forMs : 0, most: mostRemembered });
    this.#gate = new Gate({ gate, token, api, deadline, fetch: fetcher });
    this.#stream = stream
      ? new Stream({
          gate,
          token,
          api,
          maxStaleness,
          fetch: fetcher,
          clock,
          published: this.#published,
          onChanged: (changed) => this.#remembered.forget(changed),
        })
      : null;
  }

  get isClosed(): boolean {
    return this.#closed !== null;
  }

  get state(): VerifierState {
    this.#begin();
    return this.#closed ?? this.#stream?.state ?? this.#off;
  }

  onState(listener: (state: VerifierState) => void): () => void {
    return this.#stream?.status.listen(listener) ?? (() => {});
  }

  async ready(timeout = 10_000): Promise<void> {
    if (this.#closed) throw closed();
    if (this.#missing) throw this.#missing;
    this.#begin();
    await this.#stream?.status.ready(timeout);
  }

  close(): void {
    this.#closed ??= { name: "closed", since: new Date(), error: null };
    this.#stream?.close();
    this.#tokens.clear();
  }

  // Not async: a token that was seen before is judged without a turn of the event loop.
  verify(shown: string | Pick<Request, "headers">, question: Question = {}): Promise<Verdict> {
    if (this.#closed) return Promise.reject(closed());
    this.#begin();
    if (typeof shown !== "string") return this.#verifyRequest(shown, question);
    const seen = this.#tokens.get(shown);
    const verdict = seen && this.#judge(seen, question);
    return verdict ? Promise.resolve(verdict) : this.#verify(shown, question);
  }

  #begin(): void {
    if (this.#missing) this.#stream?.status.fail(this.#missing, true);
    else this.#stream?.begin();
  }

  #verifyRequest(request: Pick<Request, "headers">, question: Question): Promise<Verdict> {
    if (typeof request?.headers?.get !== "function") return this.#verify("", question);
    const { headers } = request;
    const origin = question.request?.origin ?? headers.get("origin")?.slice(0, 2000);
    const userAgent = question.request?.userAgent ?? userAgentOf(headers);
    const asked = { ...question.request, origin, userAgent };
    return this.verify(keyShown(headers), { ...question, request: asked });
  }

  async #verify(key: string, question: Question): Promise<Verdict> {
    const kind = kindOf(key);
    if (kind === null) return { valid: false, code: "MALFORMED", offline: true };
    if (kind === "secret") return this.#askOnce(key, question);
    if (!needsGate(question) && this.#isFresh()) {
      const seen = this.#tokens.get(key);
      const isCurrent = seen && this.#published.isSigner(seen.header, seen.signer);
      const token = isCurrent ? seen : await readToken(key, this.#published);
      if (token === null) return { valid: false, code: "MALFORMED", offline: true };
      const verdict = token === "unknown" ? null : this.#judge(token, question);
      if (verdict && token !== "unknown") this.#tokens.add(token);
      if (verdict) return verdict;
    }
    return this.#ask(key, question);
  }

  /** Null where it can't be judged here. */
  #judge(token: Token, question: Question): Verdict | null {
    if (needsGate(question) || !this.#isFresh()) return null;
    return judgeOffline(token, this.#published, {
      api: this.#api,
      environment: this.#environment,
      permissions: question.permissions,
      nowMs: this.#clock.wall(),
    });
  }

  #isFresh = (): boolean => this.#stream?.isFresh() === true;

  #askOnce(key: string, question: Question): Promise<Verdict> {
    const { permissions, request, cost, tags } = question;
    if (cost !== undefined || tags !== undefined || question.online)
      return this.#ask(key, question);
    const { userAgent: _, ...judged } = request ?? {};
    const text = JSON.stringify([key, permissions, judged]);
    return this.#remembered.of(text, this.#isFresh, () => this.#ask(key, question));
  }

  async #ask(key: string, question: Question): Promise<Verdict> {
    if (this.#missing) return unavailable(this.#missing);
    const verdict = await this.#gate.ask(key, question);
    if (this.#closed) return unavailable(closed());
    if (!verdict.valid) return verdict;
    if ((verdict.ageMs ?? 0) > this.#maxStaleness) return unavailable(outdated(verdict));
    if ((this.#environment ?? verdict.environment) === verdict.environment) return verdict;
    const { keyId, applicationId, requestId } = verdict;
    const refused: Invalid = { valid: false, code: "WRONG_ENVIRONMENT", offline: false };
    return { ...refused, keyId, applicationId, ...(requestId !== undefined && { requestId }) };
  }
}

/** As many answers are kept as `cache` asks for. */
const mostRemembered = 10_000;

function missing(gate: string, token: string): PortcullisError | null {
  if (gate === "") return new PortcullisError("UNREACHABLE", "gate: no address was given.");
  if (token !== "") return null;
  const words = "token: give a service token with the scope keys.verify.";
  return new PortcullisError("UNAUTHENTICATED", words);
}

function outdated({ ageMs, requestId }: Valid): PortcullisError {
  const words = `The gate answers by what it knew ${ageMs} ms ago, which is more than maxStaleness.`;
  return new PortcullisError("UNAVAILABLE", words, requestId === undefined ? {} : { requestId });
}

/** What could stand in no header must not get there: the error would show it. */
function tokenOf(token: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new TypeError("token: give a service token, and nothing before or after it.");
}

function within(value: number, name: string, least: number, most: number): number {
  if (Number.isFinite(value) && value >= least && value <= most) return value;
  throw new RangeError(`${name}: give a number from ${least} to ${most}.`);
}

function addressOf(gate: string): string {
  const url = URL.canParse(gate) ? new URL(gate) : null;
  if (url && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username)
    return url.href.replace(/\/+$/, "");
  throw new TypeError("gate: give the address of a gate, such as https://gate.example.com.");
}
