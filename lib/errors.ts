/** What is wrong with one field: `path` as in the input (`items.0.name`), `message` says what to do. */
export type FieldError = { path: string; message: string };

export type ErrorCode =
  | "BAD_REQUEST"
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "METHOD_NOT_ALLOWED"
  | "REQUEST_TIMEOUT"
  | "CONFLICT"
  | "PRECONDITION_FAILED"
  | "CONTENT_TOO_LARGE"
  | "UNSUPPORTED_MEDIA_TYPE"
  | "INVALID"
  | "PRECONDITION_REQUIRED"
  | "TOO_MANY_REQUESTS"
  | "HEADERS_TOO_LARGE"
  | "INTERNAL"
  | "UNAVAILABLE";

const statuses: Record<ErrorCode, number> = {
  BAD_REQUEST: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TIMEOUT: 408,
  CONFLICT: 409,
  PRECONDITION_FAILED: 412,
  CONTENT_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  INVALID: 422,
  PRECONDITION_REQUIRED: 428,
  TOO_MANY_REQUESTS: 429,
  HEADERS_TOO_LARGE: 431,
  INTERNAL: 500,
  UNAVAILABLE: 503,
};

/** A failure with a stable code. Its message is shown to the caller: words that help, never a secret. */
export class AppError extends Error {
  readonly status: number;
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly extra: { errors?: FieldError[]; retryAfter?: number; allow?: string } = {},
  ) {
    super(message);
    this.name = "AppError";
    this.status = statuses[code];
  }
}

export const notFound = (what: string) => new AppError("NOT_FOUND", `There is no such ${what}.`);

export const conflict = (message: string, path?: string) =>
  new AppError("CONFLICT", message, path ? { errors: [{ path, message }] } : {});

export const invalid = (path: string, message: string) =>
  new AppError("INVALID", message, { errors: [{ path, message }] });

/**
 * A refusal that names who was refused what, so that the door can write it to the audit log.
 * `actor` is opaque here; `lib/access` gives and reads it.
 */
export class RefusedError extends AppError {
  constructor(
    readonly actor: unknown,
    readonly permission: string,
    message: string,
  ) {
    super("FORBIDDEN", message);
    this.name = "RefusedError";
  }
}
