import { headers } from "next/headers";
import { AppError, type FieldError } from "./errors";
import { failureOf } from "./failure";
import { originOf } from "./request";

/** What a server action answers: the data, or words for the form. */
export type FormResult<T> =
  | { ok: true; data: T }
  | { ok: false; code: string; message: string; errors: FieldError[]; requestId: string };

/**
 * The door of every server action: runs `work` and turns what it throws into a `FormResult`.
 * What Next throws to navigate passes through.
 */
export async function formResult<T>(work: () => Promise<T>): Promise<FormResult<T>> {
  try {
    return { ok: true, data: await work() };
  } catch (error) {
    if (error instanceof Error && "digest" in error) throw error;
    const { requestId } = originOf(await headers());
    const { code, message, extra } = await failureOf(error, requestId);
    return { ok: false, code, message, errors: extra.errors ?? [], requestId };
  }
}

/** The text fields of a form as a plain object; a name given more than once becomes a list. */
export function fields(form: FormData): Record<string, string | string[]> {
  if (!(form instanceof FormData)) throw new AppError("BAD_REQUEST", "Send a form.");
  const result: Record<string, string | string[]> = Object.create(null);
  for (const name of new Set(form.keys())) {
    if (name.startsWith("$ACTION_")) continue;
    const values = form.getAll(name).filter((value) => typeof value === "string");
    const [first = ""] = values;
    result[name] = values.length > 1 ? values : first;
  }
  return result;
}
