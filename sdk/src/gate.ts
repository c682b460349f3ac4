import { PortcullisError } from "./errors.js";
import { problemOf } from "./problem.js";
import type { Question } from "./question.js";
import { uncached } from "./uncached.js";
import type { Invalid, RateLimit, Valid, Verdict } from "./verdict.js";

export type GateOptions = {
  gate: string;
  token: string;
  api: string;
  deadline: number;
  fetch: typeof fetch;
};

/** Before the one other try. */
const pauseMs = 50;

/** Asks the gate: `POST /v1/keys/verify`. */
export class Gate {
  readonly #options: GateOptions;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** Throws where the question itself is wrong; all else is a verdict. */
  async ask(key: string, question: Question): Promise<Verdict> {
    const { permissions, request, cost, tags } = question;
    const { api, deadline } = this.#options;
    const body = JSON.stringify({ key, api, permissions, request, cost, tags });
    const ending = new AbortController();
    const timer = setTimeout(() => ending.abort(), deadline);
    try {
      return await this.#try(body, ending.signal).catch(async (error: unknown) => {
        if (!isWorthAnother(error) || ending.signal.aborted) throw error;
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
        return this.#try(body, ending.signal);
      });
    } catch (error) {
      const failure = ending.signal.aborted ? this.#late(error) : failureOf(error);
      if (failure.status !== null && questionIsWrong.has(failure.status)) throw failure;
      return unavailable(failure);
    } finally {
      clearTimeout(timer);
    }
  }

  async #try(body: string, signal: AbortSignal): Promise<Verdict> {
    const { gate, token, fetch } = this.#options;
    const response = await fetch(`${gate}/v1/keys/verify`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body,
      ...uncached(),
      redirect: "manual",
      signal,
    });
    if (response.status !== 200) throw await problemOf(response);
    return verdictOf(await response.json());
  }

  #late(cause: unknown): PortcullisError {
    const words = `The gate didn't answer within ${this.#options.deadline} ms.`;
    return new PortcullisError("UNREACHABLE", words, { cause });
  }
}

const questionIsWrong = new Set([400, 413, 415, 422]);

const isWorthAnother = (error: unknown) =>
  error instanceof PortcullisError ? error.status === 503 : !(error instanceof SyntaxError);

function failureOf(cause: unknown): PortcullisError {
  if (cause instanceof PortcullisError) return cause;
  if (cause instanceof SyntaxError)
    return new PortcullisError("PROTOCOL", "The gate's answer is no JSON.", { cause });
  return new PortcullisError("UNREACHABLE", "The gate can't be reached.", { cause });
}

export function unavailable(error: PortcullisError): Invalid {
  const { requestId } = error;
  const retryAfterMs = 1_000;
  const known = requestId === null ? {} : { requestId };
  return { valid: false, code: "UNAVAILABLE", offline: false, ...known, retryAfterMs, error };
}

type Answer = {
  valid?: unknown;
  code?: unknown;
  requestId?: string;
  key?: { id?: unknown; environment?: unknown; expiresAt?: unknown };
  application?: { id?: unknown };
  ownerId?: unknown;
  permissions?: unknown;
  rateLimits?: RateLimit[];
  ageMs?: number;
};

/** What isn't quite a yes is none. */
function verdictOf(parsed: unknown): Verdict {
  const answer = (parsed ?? {}) as Answer;
  const { valid, code, requestId, key, application, rateLimits, ageMs } = answer;
  const keyId = typeof key?.id === "string" ? key.id : undefined;
  const applicationId = typeof application?.id === "string" ? application.id : undefined;
  const told = {
    ...(requestId !== undefined && { requestId }),
    ...(Array.isArray(rateLimits) && { rateLimits }),
    ...(typeof ageMs === "number" && { ageMs }),
  };
  if (valid === false && typeof code === "string" && code !== "VALID") {
    return {
      valid: false,
      code: code as Invalid["code"],
      offline: false,
      ...(keyId !== undefined && { keyId }),
      ...(applicationId !== undefined && { applicationId }),
      ...told,
      ...(Array.isArray(rateLimits) && { retryAfterMs: waitOf(rateLimits) }),
    };
  }
  const { ownerId, permissions } = answer;
  const { environment, expiresAt } = key ?? {};
  const isWhole =
    valid === true &&
    code === "VALID" &&
    keyId !== undefined &&
    applicationId !== undefined &&
    typeof environment === "string" &&
    Array.isArray(permissions);
  if (!isWhole) throw new PortcullisError("PROTOCOL", "The gate's answer is no verdict.");
  return {
    valid: true,
    code: "VALID",
    keyId,
    applicationId,
    ownerId: typeof ownerId === "string" ? ownerId : null,
    environment: environment as Valid["environment"],
    permissions,
    expiresAt: typeof expiresAt === "string" ? expiresAt : null,
    offline: false,
    ...told,
  };
}

/** Until each limit that is used up has something left, as far as it is told. */
function waitOf(limits: RateLimit[]): number {
  const waits = limits
    .filter(({ remaining }) => remaining <= 0)
    .map(({ resetAt }) => Date.parse(resetAt) - Date.now());
  return Math.max(1_000, ...waits.filter(Number.isFinite));
}
