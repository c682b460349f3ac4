import { type ErrorCode, PortcullisError } from "./errors.js";

/** What an answer that isn't the one asked for says (RFC 9457 §3). */
export async function problemOf(response: Response): Promise<PortcullisError> {
  const { status } = response;
  const text = await response.text().catch(() => "");
  const { code, detail, requestId } = fieldsOf(text);
  const known = typeof code === "string" && code !== "";
  return new PortcullisError(
    known
      ? (code as ErrorCode)
      : (byStatus[status] ?? (status >= 500 ? "UNAVAILABLE" : "PROTOCOL")),
    typeof detail === "string" ? detail : `HTTP status ${status}.`,
    { status, requestId: requestIdOf(requestId ?? response.headers.get("x-request-id")) },
  );
}

const byStatus: Partial<Record<number, ErrorCode>> = {
  401: "UNAUTHENTICATED",
  403: "FORBIDDEN",
  429: "TOO_MANY_REQUESTS",
};

const requestIdOf = (value: unknown) => (typeof value === "string" ? value : undefined);

function fieldsOf(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}
