/** The database gave no answer; nothing is known to have been done. */
export class DatabaseUnavailableError extends Error {
  constructor(cause: unknown) {
    super("The database does not answer.", { cause });
    this.name = "DatabaseUnavailableError";
  }
}

/** The SQLSTATE or driver code of a failed statement, wherever the wrappers hide it. */
export function sqlState(error: unknown): string | undefined {
  for (let e: unknown = error; e instanceof Error; e = e.cause) {
    if ("code" in e && typeof e.code === "string") return e.code;
  }
  return undefined;
}

export const isUniqueViolation = (error: unknown) => sqlState(error) === "23505";
export const isForeignKeyViolation = (error: unknown) => sqlState(error) === "23503";

const lost =
  /^(08...|57P0[123]|53300|57014|CONNECT_TIMEOUT|CONNECTION_.*|ECONN.*|ENOTFOUND|EPIPE|ETIMEDOUT|EHOSTUNREACH)$/;

export const isUnavailable = (error: unknown) =>
  error instanceof DatabaseUnavailableError || lost.test(sqlState(error) ?? "");
