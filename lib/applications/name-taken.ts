import { isUniqueViolation } from "@/db/errors";
import { conflict } from "@/lib/errors";

/** Turns the database's refusal of a second application of that name into words at the field. */
export async function refuseTakenName<T>(work: PromiseLike<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw conflict("An application has this name, or one that looks like it.", "name");
  }
}
