import { AppError } from "@/lib/errors";

/** Query parameters as a plain object. Throws 422 where one is given twice. */
export function queryOf(params: URLSearchParams): Record<string, string> {
  const query: Record<string, string> = Object.create(null);
  for (const [name, value] of params) {
    if (name in query) throw wrong(name, "Give it once.");
    query[name] = value;
  }
  return query;
}

/** Throws 422 where there are any. */
export function expectNoQuery(params: URLSearchParams): void {
  for (const name of params.keys()) throw wrong(name, "There is no such parameter.");
}

const wrong = (name: string, message: string) =>
  new AppError("INVALID", "Some parameters need a correction.", {
    errors: [{ path: name.slice(0, 100), message }],
  });
