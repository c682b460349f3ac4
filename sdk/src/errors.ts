/**
 * What a `PortcullisError` is about. Those in capitals come from the gate or the portal as they
 * stand (RFC 9457 `code`); these are the client's own: `UNREACHABLE` no connection or no answer
 * within the deadline, `PROTOCOL` an answer that isn't Portcullis's, `CLOSED` used after `close()`,
 * `SECRET_SHOWN` done, but the answer with the secret was lost.
 */
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
  | "UNAVAILABLE"
  | "UNREACHABLE"
  | "PROTOCOL"
  | "CLOSED"
  | "SECRET_SHOWN";

/** A failure, as opposed to a verdict. Decide by `code`; `message` is for people. */
export class PortcullisError extends Error {
  override readonly name: string = "PortcullisError";
  readonly code: ErrorCode;
  /** The HTTP status, or null where there was no answer. */
  readonly status: number | null;
  /** Names the request in Portcullis's logs, or null where there was no answer. */
  readonly requestId: string | null;

  constructor(
    code: ErrorCode,
    message: string,
    more: { status?: number; requestId?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.code = code;
    this.status = more.status ?? null;
    this.requestId = more.requestId ?? null;
  }
}
