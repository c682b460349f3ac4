export { type Client, createClient } from "./client.js";
export type {
  CallOptions,
  ClientOptions,
  EditOptions,
  Page,
  PostOptions,
  PutOptions,
} from "./client-call.js";
export {
  ApiError,
  ConflictError,
  type FieldError,
  ForbiddenError,
  InvalidError,
  NotFoundError,
  PreconditionFailedError,
  SecretShownError,
  TooManyRequestsError,
  UnauthenticatedError,
  UnavailableError,
} from "./client-errors.js";
export type * from "./client-shapes.js";
export { type ErrorCode, PortcullisError } from "./errors.js";
export type { Question } from "./question.js";
export type { VerifierState } from "./state.js";
export type { Environment, Invalid, RateLimit, Refusal, Valid, Verdict } from "./verdict.js";
export { createVerifier, type Verifier, type VerifierOptions } from "./verifier.js";
