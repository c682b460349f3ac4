import { isJson } from "./client-answer.js";
import type { OperationRow } from "./client-call.js";
import {
  type AnyOptions,
  type Call,
  type ClientOptions,
  caller,
  type Page,
} from "./client-call.js";
import { type ManagementApi, operations } from "./client-operations.js";

/** The management API as functions: `client.keys.revoke(id, { reason: "compromised" })`. */
export type Client = ManagementApi;

/**
 * A client of the management API. Nothing is sent until one of its functions is called.
 *
 * Each function takes the ids of its path, then what it sends, then options, and resolves to the
 * answer. Every `list` has an `all` beside it, which reads page after page as it is iterated:
 * `for await (const key of client.keys.all({ status: "active" }))`. An edit takes the `revision`
 * that was read and rejects with `PreconditionFailedError` where somebody was faster.
 *
 * A call that finds no connection, loses it, or is answered 429, 502, 503 or 504 is repeated once,
 * after as long as the answer asks for, within the same deadline (10 s unless given). It is never
 * done twice: each POST bears an `Idempotency-Key`, the same one when it is repeated, and a PUT or
 * PATCH that may have been done is repeated only with the `revision` that was read, lest it undo
 * what somebody did in between. Where the answer that carried a secret is lost, it rejects with
 * `SecretShownError`.
 *
 * Rejects with a `PortcullisError`: by `code`, or by class such as `NotFoundError`, `InvalidError`
 * or `ForbiddenError`; with `UNREACHABLE` where no answer came. Times in answers are RFC 3339 in
 * UTC; what is sent may also be a `Date`. No error and no text of the client holds the token.
 */
export function createClient(options: ClientOptions): Client {
  const call = caller(options);
  const nouns = Object.entries(operations).map(([noun, rows]) => [
    noun,
    Object.fromEntries(Object.entries(rows).flatMap(([verb, row]) => functionsOf(verb, row, call))),
  ]);
  return Object.fromEntries(nouns) as Client;
}

function functionsOf(verb: string, row: OperationRow, call: Call): [string, unknown][] {
  const split = (args: unknown[]) => {
    const many = row.path.split("{").length - 1;
    const [input, options] = row.sends ? args.slice(many) : [undefined, args[many]];
    return { ids: args.slice(0, many), input, options: (options ?? {}) as AnyOptions };
  };
  const once = (...args: unknown[]) => {
    const { ids, input, options } = split(args);
    return call(row, ids, input, options);
  };
  if (!row.paged) return [[verb, once]];
  async function* all(...args: unknown[]) {
    const { ids, input, options } = split(args);
    let after: unknown;
    for (;;) {
      const query = {
        limit: 100,
        ...(isJson(input) ? input : {}),
        ...(after !== undefined && { after }),
      };
      const page = (await call(row, ids, query, options)) as Page<unknown>;
      yield* page.data;
      const { nextCursor } = page;
      if (typeof nextCursor !== "string" || nextCursor === "" || nextCursor === after) return;
      after = nextCursor;
    }
  }
  return [
    [verb, once],
    [verb.replace(/^list/, "all"), all],
  ];
}
