import "server-only";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import type { MemberActor } from "@/lib/access/actor";
import { internalPath } from "@/lib/access/internal-path";
import { requireActor } from "@/lib/access/session";
import { AppError } from "@/lib/errors";

/**
 * The actor of a page or layout: without a session on to sign-in, without a membership 404, from a
 * former slug of the organization on to the present one.
 */
export async function pageActor(slug: string): Promise<MemberActor> {
  const actor = await actorOrElsewhere(slug);
  const present = actor.organizationSlug;
  if (slug !== present) redirect((await pathAsked(slug)).replace(/^\/[^/?#]*/, `/${present}`));
  return actor;
}

async function actorOrElsewhere(slug: string): Promise<MemberActor> {
  try {
    return await requireActor(slug);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "UNAUTHENTICATED") {
      redirect(`/sign-in?next=${encodeURIComponent(await pathAsked(slug))}`);
    }
    if (error.code === "NOT_FOUND") notFound();
    throw error;
  }
}

/** Where to go on: the page asked for, as the portal's entry tells it. */
async function pathAsked(slug: string): Promise<string> {
  const asked = (await headers()).get("x-path")?.replace(/([?&])_rsc=[^&]*&?/, "$1");
  return internalPath(asked?.replace(/[?&]$/, ""), `/${slug}`);
}
