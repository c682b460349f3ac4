"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { clearSessionCookie, currentUser } from "@/lib/access/session";
import { endAllSessions, endSession } from "@/lib/access/sessions";
import { type FormResult, formResult } from "@/lib/form";
import { setUp } from "@/lib/installation/set-up";
import { originOf } from "@/lib/request";

export async function signOutAction(): Promise<void> {
  const user = await currentUser();
  if (user) await endSession(user, user.sessionId);
  await clearSessionCookie();
  redirect("/sign-in");
}

export async function signOutEverywhereAction(): Promise<void> {
  const user = await currentUser();
  if (user) await endAllSessions(user);
  await clearSessionCookie();
  redirect("/sign-in");
}

export async function setUpAction(
  token: unknown,
  input: unknown,
): Promise<FormResult<{ slug: string }>> {
  return formResult(async () => {
    const proof = { token: typeof token === "string" ? token : "" };
    const { slug } = await setUp(input, originOf(await headers()), proof);
    return { slug };
  });
}
