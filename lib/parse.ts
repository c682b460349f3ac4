import type { z } from "zod";
import { AppError, type FieldError } from "./errors";

/** Parses a verb's input. Throws 422 with one message per field. */
export function parse<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const errors: FieldError[] = result.error.issues.slice(0, 50).flatMap((issue) => {
    const path = issue.path.map(String).join(".");
    if (issue.code !== "unrecognized_keys") return [{ path, message: issue.message }];
    return issue.keys.slice(0, 20).map((key) => ({
      path: path ? `${path}.${key.slice(0, 100)}` : key.slice(0, 100),
      message: "There is no such field.",
    }));
  });
  throw new AppError("INVALID", "Some fields need a correction.", { errors });
}
