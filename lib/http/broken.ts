import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { type Answer, problemAnswer } from "@/lib/problem";

/** The answer to bytes that never became a whole request, by the code of Node's `clientError`. */
export function brokenAnswer(code: string | undefined): Answer {
  return problemAnswer(brokenError(code), newId("req"));
}

function brokenError(code: string | undefined): AppError {
  if (code === "HPE_HEADER_OVERFLOW") {
    return new AppError("HEADERS_TOO_LARGE", "The headers are larger than 16 KiB.");
  }
  return code === "ERR_HTTP_REQUEST_TIMEOUT"
    ? new AppError("REQUEST_TIMEOUT", "The request came too slowly.")
    : new AppError("BAD_REQUEST", "This is not an HTTP request.");
}
