import type { AppError, ErrorCode } from "@/lib/errors";
import { failureOf } from "@/lib/failure";
import { type Answer, problemAnswer } from "@/lib/problem";
import type { Caller } from "./caller";

/** RFC 6749 §5.2, RFC 6750 §3.1. What it doesn't tell apart is an `invalid_request`. */
const names: Partial<Record<ErrorCode, string>> = {
  UNAUTHENTICATED: "invalid_client",
  FORBIDDEN: "insufficient_scope",
  INTERNAL: "server_error",
  UNAVAILABLE: "temporarily_unavailable",
};

/** As `answering`, with failures as OAuth clients read them. */
export async function answeringOAuth(
  { headers: asked, origin: { requestId } }: Caller,
  work: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    const failure = await failureOf(error, requestId);
    const { status, headers } = problemAnswer(failure, requestId);
    if (status === 401 && /^basic /i.test(asked.get("authorization") ?? "")) {
      headers["www-authenticate"] = 'Basic realm="portcullis"';
    }
    return {
      status: failure.code === "INVALID" ? 400 : status,
      headers: { ...headers, "content-type": "application/json", pragma: "no-cache" },
      body: JSON.stringify({
        error: names[failure.code] ?? "invalid_request",
        error_description: description(failure),
        code: failure.code,
        requestId,
      }),
    };
  }
}

/** Takes only some characters of ASCII (RFC 6749 §5.2). */
const description = ({ message }: AppError) =>
  message.replaceAll("…", "...").replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, "'");
