import { isJson, readAnswer } from "./client-answer.js";
import {
  NotFoundError,
  PreconditionFailedError,
  SecretShownError,
  TooManyRequestsError,
  UnavailableError,
} from "./client-errors.js";
import { PortcullisError } from "./errors.js";

export type ClientOptions = {
  /** The portal's address, such as `https://keys.example.com`. */
  portal: string;
  /** A service token, `pcs_…`, with the scopes of what is to be done. */
  token: string;
  /** Instead of the global `fetch`. */
  fetch?: typeof fetch;
  /** Milliseconds that a call may take, its repetition included; 10,000 unless given. */
  deadline?: number;
};

export type CallOptions = {
  /** Ends the call: it rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Milliseconds that this call may take, its repetition included. */
  deadline?: number;
};

export type PostOptions = CallOptions & {
  /**
   * What bears the same one is done once, for a day: 1 to 255 visible ASCII characters. Made
   * afresh for each call unless given; give your own to repeat a call from another process.
   */
  idempotencyKey?: string;
};

export type EditOptions = CallOptions & {
  /** The `revision` that you have read, so that nobody's change is lost; `*` for whatever there is. */
  revision: number | "*";
};

export type PutOptions = CallOptions & Partial<Pick<EditOptions, "revision">>;

/** One page of a list. */
export type Page<T> = {
  data: T[];
  /** Send it as `after` to get the next page; null on the last one. */
  nextCursor: string | null;
  /** On all pages together. */
  total: number;
};

export type OperationRow = {
  method: "DELETE" | "GET" | "PATCH" | "POST" | "PUT";
  path: string;
  sends?: "body" | "query";
  paged?: true;
};

export type OperationTable = Record<string, Record<string, OperationRow>>;

export type AnyOptions = PostOptions & PutOptions;

export type Call = (
  row: OperationRow,
  ids: readonly unknown[],
  input: unknown,
  options: AnyOptions,
) => Promise<unknown>;

/** What sends operations to the portal, each once and once more where that is safe and may help. */
export function caller({ portal, token, ...usual }: ClientOptions): Call {
  const base = addressOf(portal);
  if (typeof token !== "string" || !/^[\x21-\x7e]+$/.test(token)) {
    throw new TypeError("createClient needs a service token as token.");
  }
  const send = usual.fetch ?? ((url: string, init: RequestInit) => fetch(url, init));
  return async (row, ids, input, options) => {
    const url = base + pathOf(row, ids) + (row.sends === "query" ? queryOf(input) : "");
    const { method } = row;
    const { signal, deadline = usual.deadline ?? 10_000 } = options;
    signal?.throwIfAborted();
    const timeout = AbortSignal.timeout(deadline);
    const init: RequestInit = {
      method,
      headers: headersOf(row, options, token),
      ...(row.sends === "body" && { body: JSON.stringify(input ?? {}) }),
      redirect: "manual",
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    };
    const attempt = async () => settled(await send(url, init));
    const ends = performance.now() + deadline;
    const first = await attempt().catch((error: unknown) => new Failure(error));
    if (!(first instanceof Failure)) return first;
    const wait = first.pause();
    if (signal?.aborted) throw signal.reason;
    if (wait === null || performance.now() + wait >= ends || !isRepeatable(first, method, options))
      throw first.told(deadline, timeout);
    await paused(wait, signal);
    const second = await attempt().catch((error: unknown) => new Failure(error));
    if (!(second instanceof Failure)) return second;
    if (signal?.aborted) throw signal.reason;
    if (first.isCut && method === "DELETE" && second.error instanceof NotFoundError) return;
    throw first.isLost && second.error instanceof PreconditionFailedError
      ? perhapsDone(second.error)
      : second.told(deadline, timeout);
  };
}

/** Why an attempt came to nothing. */
class Failure {
  constructor(readonly error: unknown) {}

  /** Whether it may have been done nevertheless. */
  get isLost(): boolean {
    const { error } = this;
    return error instanceof PortcullisError ? error instanceof UnavailableError : true;
  }

  /** Whether there was no answer at all. */
  get isCut(): boolean {
    return !(this.error instanceof PortcullisError);
  }

  /** Milliseconds until it is worth another attempt; null where none would help. */
  pause(): number | null {
    const { error } = this;
    if (error instanceof TooManyRequestsError || error instanceof UnavailableError) {
      return (error.retryAfter ?? 1) * 1000;
    }
    return error instanceof PortcullisError ? null : 100;
  }

  told(deadline: number, timeout: AbortSignal): unknown {
    if (this.error instanceof PortcullisError) return this.error;
    const words = timeout.aborted
      ? `The portal did not answer within ${deadline} ms.`
      : "The portal can't be reached, or the connection was lost.";
    return new PortcullisError("UNREACHABLE", words, { cause: this.error });
  }
}

/** What may have been done, and with which others what somebody did since would be lost. */
function isRepeatable(first: Failure, method: OperationRow["method"], { revision }: AnyOptions) {
  const isEdit = method === "PUT" || method === "PATCH";
  return !isEdit || !first.isLost || typeof revision === "number";
}

const perhapsDone = ({ requestId }: PreconditionFailedError) =>
  new PortcullisError(
    "UNREACHABLE",
    "The connection was lost, and it has another revision now: perhaps this edit was done. Read it again.",
    requestId === null ? {} : { requestId },
  );

async function settled(response: Response): Promise<unknown> {
  const answer = await readAnswer(response);
  if (isJson(answer) && answer.secretShown === true) {
    throw new SecretShownError(answer, response.headers.get("x-request-id") ?? undefined);
  }
  return answer;
}

function headersOf({ method, sends }: OperationRow, options: AnyOptions, token: string) {
  const { idempotencyKey = crypto.randomUUID(), revision } = options;
  return {
    accept: "application/json",
    authorization: `Bearer ${token}`,
    ...(sends === "body" && { "content-type": "application/json" }),
    ...(method === "POST" && { "idempotency-key": idempotencyKey }),
    ...(revision !== undefined && { "if-match": revision === "*" ? "*" : `"${revision}"` }),
  };
}

function addressOf(portal: string): string {
  const url = URL.canParse(portal) ? new URL(portal) : undefined;
  const fits = url && /^https?:$/.test(url.protocol) && !url.username && !url.password;
  if (!fits)
    throw new TypeError("createClient needs the portal's http or https address as portal.");
  return url.origin + url.pathname.replace(/\/+$/, "");
}

function pathOf({ path }: OperationRow, ids: readonly unknown[]): string {
  let next = 0;
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const id = ids[next++];
    if (typeof id === "string" && !/^\.{0,2}$/.test(id)) return encodeURIComponent(id);
    throw new TypeError(`${name} takes an id as text.`);
  });
}

function queryOf(input: unknown): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(isJson(input) ? input : {})) {
    if (value === undefined) continue;
    query.set(name, value instanceof Date ? value.toISOString() : String(value));
  }
  return query.size > 0 ? `?${query}` : "";
}

function paused(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((done, failed) => {
    const stop = () => {
      clearTimeout(timer);
      failed(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      done();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
