import { notFound } from "next/navigation";
import { AppError } from "@/lib/errors";

/** For pages: what a verb doesn't find is a page that doesn't exist. */
export async function orNotFound<T>(verb: Promise<T>): Promise<T> {
  try {
    return await verb;
  } catch (error) {
    if (error instanceof AppError && error.code === "NOT_FOUND") notFound();
    throw error;
  }
}

/** Undefined where a verb finds nothing. */
export async function orNone<T>(verb: Promise<T>): Promise<T | undefined> {
  try {
    return await verb;
  } catch (error) {
    if (error instanceof AppError && error.code === "NOT_FOUND") return undefined;
    throw error;
  }
}
