import { notFound } from "next/navigation";
import { cache } from "react";
import { pageActor } from "@/app/actor";
import { getApiOutline } from "@/lib/catalog/get-outline";
import { AppError } from "@/lib/errors";

/** The API that the page is of, read once per request. */
export const pageApi = cache(async (org: string, slug: string) => {
  const actor = await pageActor(org);
  const api = await getApiOutline(actor, slug).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "NOT_FOUND") notFound();
    throw error;
  });
  return { actor, api };
});
