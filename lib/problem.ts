import { env } from "./env";
import type { AppError, ErrorCode } from "./errors";
import type { RequestId } from "./ids";

const titles: Record<ErrorCode, string> = {
  BAD_REQUEST: "Malformed request",
  UNAUTHENTICATED: "Authentication required",
  FORBIDDEN: "Not allowed",
  NOT_FOUND: "Not found",
  METHOD_NOT_ALLOWED: "Method not allowed",
  REQUEST_TIMEOUT: "Request timed out",
  CONFLICT: "Conflict",
  PRECONDITION_FAILED: "Changed since you read it",
  CONTENT_TOO_LARGE: "Body too large",
  UNSUPPORTED_MEDIA_TYPE: "Unsupported media type",
  INVALID: "Invalid fields",
  PRECONDITION_REQUIRED: "If-Match required",
  TOO_MANY_REQUESTS: "Too many requests",
  HEADERS_TOO_LARGE: "Headers too large",
  INTERNAL: "Internal error",
  UNAVAILABLE: "Temporarily unavailable",
};

/** An answer before it is bound to a server: `lib/http.ts` and the gate send it. */
export type Answer = { status: number; headers: Record<string, string>; body: string };

/** `AppError` as problem details (RFC 9457 §3). */
export function problemAnswer(error: AppError, requestId: RequestId): Answer {
  const headers: Record<string, string> = {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    "x-request-id": requestId,
  };
  if (error.extra.retryAfter !== undefined) headers["retry-after"] = String(error.extra.retryAfter);
  if (error.extra.allow) headers.allow = error.extra.allow;
  if (error.status === 401) headers["www-authenticate"] = 'Bearer realm="portcullis"';
  const body = {
    type: `${env().PUBLIC_URL}/docs/errors#${error.code.toLowerCase()}`,
    title: titles[error.code],
    status: error.status,
    detail: error.message,
    code: error.code,
    requestId,
    ...(error.extra.errors && { errors: error.extra.errors }),
  };
  return { status: error.status, headers, body: JSON.stringify(body) };
}

/** A JSON answer with the headers every answer of the API has. */
export function jsonAnswer(
  body: unknown,
  requestId: RequestId,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): Answer {
  return {
    status,
    headers: {
      "content-type": "application/json; charset=utf-8",
      "cache-control": "no-store",
      "x-request-id": requestId,
      ...headers,
    },
    body: JSON.stringify(body),
  };
}
