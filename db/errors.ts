import { DrizzleQueryError } from "drizzle-orm";

/** The database gave no answer; nothing is known to have been done. */
export class DatabaseUnavailableError extends Error {
  constructor(cause: unknown) {
    super("The database does not answer.", { cause: withoutValues(cause) });
    this.name = "DatabaseUnavailableError";
  }
}

/** The same failure without the values of its statement, which could be secrets: for logs. */
export function withoutValues(error: unknown): unknown {
  if (!(error instanceof DrizzleQueryError)) return error;
  const { cause } = error;
  if (cause && "detail" in cause) cause.detail = undefined;
  return new Error(`Failed query: ${error.query}`, { cause });
}

/** The SQLSTATE or driver code of a failed statement, wherever the wrappers hide it. */
export function sqlState(error: unknown): string | undefined {
  for (let e: unknown = error; e instanceof Error; e = e.cause) {
    if ("code" in e && typeof e.code === "string") return e.code;
  }
  return undefined;
}

export const isUniqueViolation = (error: unknown) => sqlState(error) === "23505";

const lost =
  /^(08...|57P0[123]|53300|57014|CONNECT_TIMEOUT|CONNECTION_.*|ECONN.*|ENOTFOUND|EPIPE|ETIMEDOUT|EHOSTUNREACH)$/;

export const isUnavailable = (error: unknown) =>
  error instanceof DatabaseUnavailableError || lost.test(sqlState(error) ?? "");
