import { type ErrorCode, PortcullisError } from "./errors.js";

/** What is wrong with one field: `path` as in what was sent (`rateLimits.0.limit`). */
export type FieldError = { path: string; message: string };

/** What a refusal says (RFC 9457). */
export type Problem = {
  status: number;
  detail: string;
  requestId?: string | undefined;
  errors?: readonly FieldError[];
  /** In seconds. */
  retryAfter?: number | undefined;
};

/** The portal's refusal of a request. Its words never hold a secret. */
export class ApiError extends PortcullisError {
  override readonly name: string = "ApiError";
  /** What is wrong and what helps, for people. */
  readonly detail: string;
  /** What is wrong with which field; empty where no field is. */
  readonly errors: readonly FieldError[];
  /** Seconds to wait before another attempt, or null where the portal names none. */
  readonly retryAfter: number | null;

  constructor(code: ErrorCode, { detail, errors = [], retryAfter, ...more }: Problem) {
    const fields = errors.map(({ path, message }) => `${path}: ${message}`);
    super(code, [detail, ...fields].join(" "), more);
    this.detail = detail;
    this.errors = errors;
    this.retryAfter = retryAfter ?? null;
  }
}

/** 401: the service token is unknown, revoked or expired. */
export class UnauthenticatedError extends ApiError {
  override readonly name = "UnauthenticatedError";
}
/** 403: the service token lacks the scope that `detail` names. */
export class ForbiddenError extends ApiError {
  override readonly name = "ForbiddenError";
}
/** 404: there is no such thing in this organization. */
export class NotFoundError extends ApiError {
  override readonly name = "NotFoundError";
}
/** 409: the present state does not allow it; `detail` says why. */
export class ConflictError extends ApiError {
  override readonly name = "ConflictError";
}
/** 412: it was changed since the revision that was named. Read it again. */
export class PreconditionFailedError extends ApiError {
  override readonly name = "PreconditionFailedError";
}
/** 422: `errors` names each field that needs a correction. */
export class InvalidError extends ApiError {
  override readonly name = "InvalidError";
}
/** 429: a limit is reached; `retryAfter` says for how long. */
export class TooManyRequestsError extends ApiError {
  override readonly name = "TooManyRequestsError";
}
/** 502, 503 or 504: nobody answers at present; `retryAfter` says when to try again. */
export class UnavailableError extends ApiError {
  override readonly name = "UnavailableError";
}

/**
 * It was done, but the answer that carried the secret was lost on its way and is shown only once.
 * `answer` is all else that it said: of a key, revoke or rotate it to get another secret.
 */
export class SecretShownError extends PortcullisError {
  override readonly name = "SecretShownError";
  readonly answer: Readonly<Record<string, unknown>>;

  constructor(answer: Record<string, unknown>, requestId: string | undefined) {
    const words = "It was done, but the one answer that carried the secret was lost on its way.";
    super("SECRET_SHOWN", words, { status: 200, ...(requestId !== undefined && { requestId }) });
    this.answer = answer;
  }
}

type Refusal = new (code: ErrorCode, problem: Problem) => ApiError;

const refusals: Record<number, [ErrorCode, Refusal]> = {
  400: ["BAD_REQUEST", ApiError],
  401: ["UNAUTHENTICATED", UnauthenticatedError],
  403: ["FORBIDDEN", ForbiddenError],
  404: ["NOT_FOUND", NotFoundError],
  405: ["METHOD_NOT_ALLOWED", ApiError],
  408: ["REQUEST_TIMEOUT", ApiError],
  409: ["CONFLICT", ConflictError],
  412: ["PRECONDITION_FAILED", PreconditionFailedError],
  413: ["CONTENT_TOO_LARGE", ApiError],
  415: ["UNSUPPORTED_MEDIA_TYPE", ApiError],
  422: ["INVALID", InvalidError],
  428: ["PRECONDITION_REQUIRED", ApiError],
  429: ["TOO_MANY_REQUESTS", TooManyRequestsError],
  431: ["HEADERS_TOO_LARGE", ApiError],
  500: ["INTERNAL", ApiError],
  502: ["UNAVAILABLE", UnavailableError],
  503: ["UNAVAILABLE", UnavailableError],
  504: ["UNAVAILABLE", UnavailableError],
};

/** The error of an answer that is a refusal. */
export function refusalOf(problem: Problem): ApiError {
  const [code, Refused] = refusals[problem.status] ?? (["PROTOCOL", ApiError] as const);
  return new Refused(code, problem);
}
