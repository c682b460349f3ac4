import { AppError } from "@/lib/errors";

/** What the work fails with. Throws where it succeeds or fails without a code. */
export async function failure(work: Promise<unknown>): Promise<AppError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("it succeeded");
}
