import { type ApiError, type FieldError, refusalOf } from "./client-errors.js";
import { PortcullisError } from "./errors.js";

type Json = Record<string, unknown>;

export const isJson = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Statuses that whatever stands before the portal answers as well, without a problem document. */
const anyones = [429, 502, 503, 504];

/**
 * The JSON of an answer, undefined where it has none. Rejects with the refusal's own error, with
 * `PROTOCOL` where it is none of Portcullis's answers, and as fetch does where it is cut off.
 */
export async function readAnswer(response: Response): Promise<unknown> {
  const { status, headers } = response;
  const text = await response.text();
  if (response.ok && text === "") return undefined;
  const type = headers.get("content-type")?.split(";")[0] ?? "no content type";
  const json = /^application\/(?:problem\+)?json$/.test(type) ? parsed(text) : undefined;
  if (response.ok && json !== undefined) return json;
  if (isJson(json) || anyones.includes(status)) throw refused(response, isJson(json) ? json : {});
  const words = `The portal answered ${status} with ${type}, which Portcullis never does.`;
  throw new PortcullisError("PROTOCOL", words, { status });
}

function refused({ status, headers }: Response, problem: Json): ApiError {
  const { detail, requestId, errors } = problem;
  const named = typeof requestId === "string" ? requestId : headers.get("x-request-id");
  return refusalOf({
    status,
    detail: typeof detail === "string" ? detail : `The portal answered ${status}.`,
    errors: Array.isArray(errors) ? errors.filter(isFieldError) : [],
    ...(named !== null && { requestId: named }),
    retryAfter: secondsOf(headers.get("retry-after")),
  });
}

const isFieldError = (value: unknown): value is FieldError =>
  isJson(value) && typeof value.path === "string" && typeof value.message === "string";

/** RFC 9110 §10.2.3: seconds, or a date. */
function secondsOf(retryAfter: string | null): number | undefined {
  if (retryAfter === null) return undefined;
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter);
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - Date.now()) / 1000));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
