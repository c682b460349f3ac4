import { isUnavailable } from "@/db/errors";
import { recordRefusal } from "./audit/refusal";
import { AppError, RefusedError } from "./errors";
import type { RequestId } from "./ids";
import { log } from "./log";

/**
 * What every door does with a throw: a coded error passes (a refusal is written to the audit log),
 * a lost database becomes 503, anything else is logged with the request id and told as INTERNAL.
 */
export async function failureOf(error: unknown, requestId: RequestId): Promise<AppError> {
  if (error instanceof RefusedError) await recordRefusal(error);
  if (error instanceof AppError) return error;
  if (isUnavailable(error)) {
    log.warn({ err: error, requestId }, "the database does not answer");
    return new AppError("UNAVAILABLE", "The database does not answer. Try again in a moment.", {
      retryAfter: 2,
    });
  }
  log.error({ err: error, requestId }, "unexpected failure");
  return new AppError(
    "INTERNAL",
    "Something went wrong on our side. Nothing was changed. Try again, or give your administrator the request id.",
  );
}
