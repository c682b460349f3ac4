import { AppError } from "./errors";

/** Throws 412 where the caller has seen another revision than the present one. */
export function expectRevision(current: number, expected: number | undefined): void {
  if (expected === undefined || expected === current) return;
  throw new AppError(
    "PRECONDITION_FAILED",
    "Somebody changed this in the meantime. Look at the present state and try again.",
  );
}
