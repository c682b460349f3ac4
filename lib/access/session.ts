import "server-only";
import { cookies, headers } from "next/headers";
import { cache } from "react";
import { originOf } from "@/lib/request";
import type { MemberActor } from "./actor";
import { sessionActor } from "./member";
import { sessionCookie, sessionIdIn } from "./session-cookie";
import { findSession, type SignedIn } from "./sessions";

/** Who is signed in, read from the database once per request. */
export const currentUser = cache(async (): Promise<SignedIn | null> => {
  const token = (await cookies()).get(sessionCookie().name)?.value;
  return findSession(await sessionIdIn(token), originOf(await headers()));
});

/** The actor of a page or action. Throws 401 without a session, 404 without a membership. */
export const requireActor = cache(
  async (slug: unknown): Promise<MemberActor> => sessionActor(await currentUser(), slug),
);

/** Forgets the session in this browser; the row is ended apart. For actions only. */
export async function clearSessionCookie(): Promise<void> {
  const { name, options } = sessionCookie();
  (await cookies()).set(name, "", { ...options, maxAge: 0 });
}
