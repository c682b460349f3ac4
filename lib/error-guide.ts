import type { ErrorCode } from "./errors";
import type { Code } from "./verification/verdict";

/** What a code means and what the caller can do about it. */
type Guide = { meaning: string; remedy: string };

export const errorGuide: Record<ErrorCode, Guide & { status: number }> = {
  BAD_REQUEST: {
    status: 400,
    meaning: "The body, a header or the address is malformed.",
    remedy: "Send one JSON object in UTF-8, with each field once.",
  },
  UNAUTHENTICATED: {
    status: 401,
    meaning: "The credential is missing, malformed, unknown, revoked or expired.",
    remedy: "Send a valid one as Authorization: Bearer. A key is never a service token.",
  },
  FORBIDDEN: {
    status: 403,
    meaning: "The caller is known and may not do this.",
    remedy: "Use a service token with the scope that the answer names, or ask an admin.",
  },
  NOT_FOUND: {
    status: 404,
    meaning: "There is no such thing, or it is another organization's.",
    remedy: "Check the path and the id.",
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    meaning: "The path does not take this method.",
    remedy: "Use one of those that the Allow header names.",
  },
  REQUEST_TIMEOUT: {
    status: 408,
    meaning: "The request came too slowly.",
    remedy: "Send it again on a new connection.",
  },
  CONFLICT: {
    status: 409,
    meaning: "The present state does not allow it: a name is taken, or something is still in use.",
    remedy: "Do what the answer says, then try again.",
  },
  PRECONDITION_FAILED: {
    status: 412,
    meaning: "It was changed since you read it.",
    remedy: "Read it again and send its new ETag as If-Match.",
  },
  CONTENT_TOO_LARGE: {
    status: 413,
    meaning: "The body is larger than this path takes.",
    remedy: "Send less at once: most paths take 64 KiB.",
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    meaning: "The body is not JSON, or it is compressed.",
    remedy: "Send it plainly with Content-Type: application/json.",
  },
  INVALID: {
    status: 422,
    meaning: "Fields or parameters are unknown, missing or out of range.",
    remedy: "Correct each field that errors lists, by its path and message.",
  },
  PRECONDITION_REQUIRED: {
    status: 428,
    meaning: "An edit must say which state it changes.",
    remedy: "Send the ETag of what you have read as If-Match.",
  },
  TOO_MANY_REQUESTS: {
    status: 429,
    meaning: "A limit is reached.",
    remedy: "Wait as long as Retry-After says.",
  },
  HEADERS_TOO_LARGE: {
    status: 431,
    meaning: "The headers are larger than 16 KiB.",
    remedy: "Send fewer or shorter ones.",
  },
  INTERNAL: {
    status: 500,
    meaning: "Something went wrong on our side. Nothing was changed.",
    remedy: "Try again, or give your administrator the request id.",
  },
  UNAVAILABLE: {
    status: 503,
    meaning: "The database does not answer, or the process is stopping.",
    remedy: "Try again after the seconds that Retry-After names.",
  },
};

export const verdictGuide: Record<Code, Guide> = {
  MALFORMED: {
    meaning: "The text has not the form of a key, or its checksum or signature is wrong.",
    remedy: "Copy the whole key again.",
  },
  NOT_FOUND: {
    meaning: "The organization has no such key: unknown, deleted or another organization's.",
    remedy: "Use a key of this organization.",
  },
  UNREADABLE: {
    meaning: "The key's record can't be understood, so it is refused.",
    remedy: "Generate a new key, and tell the administrator of the installation.",
  },
  REVOKED: { meaning: "The key was revoked, which is final.", remedy: "Generate a new key." },
  EXPIRED: { meaning: "The key is past its expiry.", remedy: "Generate a new key." },
  NOT_YET_VALID: { meaning: "The key is valid from later on.", remedy: "Wait until then." },
  DISABLED: {
    meaning: "The key is switched off.",
    remedy: "Who disabled it or an admin can enable it.",
  },
  QUARANTINED: {
    meaning: "The key is held back after something suspicious.",
    remedy: "An admin has to look at it.",
  },
  APPLICATION_INACTIVE: {
    meaning: "The application that holds the key is inactive.",
    remedy: "Its owner or an admin can activate it.",
  },
  WRONG_ENVIRONMENT: {
    meaning: "The service token is bound to another environment than the key's.",
    remedy: "Use a key of that environment.",
  },
  IP_NOT_ALLOWED: {
    meaning: "The key is used from a network that it may not be used from, or nobody says which.",
    remedy: "Send request.ip, use the key from an allowed network, or add this one to the key.",
  },
  ORIGIN_NOT_ALLOWED: {
    meaning: "The request has an origin that the key may not be sent from, or nobody says which.",
    remedy: "Send request.origin as the browser does, or add the origin to the key.",
  },
  INSUFFICIENT_PERMISSIONS: {
    meaning: "The key may not do what the request needs, or no endpoint of the API matches it.",
    remedy:
      "Grant it under Connected APIs, look at the key's permissions and its owner's role, or add the endpoint.",
  },
  QUOTA_EXCEEDED: {
    meaning: "The key has used up its quota of the day or month.",
    remedy: "Wait for the next period, or have the quota raised.",
  },
  RATE_LIMITED: {
    meaning: "The key is used more often than one of its rate limits allows.",
    remedy: "Wait as long as the answer says, or have the limit raised.",
  },
  VALID: { meaning: "Every rule holds.", remedy: "Let the request pass." },
};
