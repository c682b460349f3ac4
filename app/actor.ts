import "server-only";
import { notFound, redirect } from "next/navigation";
import type { MemberActor } from "@/lib/access/actor";
import { requireActor } from "@/lib/access/session";
import { AppError } from "@/lib/errors";

/** The actor of a page or layout: without a session on to sign-in, without a membership 404. */
export async function pageActor(slug: string): Promise<MemberActor> {
  try {
    return await requireActor(slug);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "UNAUTHENTICATED") {
      redirect(`/sign-in?next=${encodeURIComponent(`/${slug}`)}`);
    }
    if (error.code === "NOT_FOUND") notFound();
    throw error;
  }
}
