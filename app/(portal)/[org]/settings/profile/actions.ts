"use server";

import { revalidatePath } from "next/cache";
import { unauthenticated } from "@/lib/access/authorize";
import { changePassword } from "@/lib/access/change-password";
import { currentUser } from "@/lib/access/session";
import { endSession } from "@/lib/access/sessions";
import { formResult } from "@/lib/form";

export async function endSessionAction(org: string, id: string) {
  return formResult(async () => {
    const user = await currentUser();
    if (!user) throw unauthenticated("Sign in again.");
    await endSession(user, id);
    revalidatePath(`/${org}/settings/profile`);
    return null;
  });
}

export async function changePasswordAction(org: string, input: unknown) {
  return formResult(async () => {
    const user = await currentUser();
    if (!user) throw unauthenticated("Sign in again.");
    await changePassword(user, input);
    revalidatePath(`/${org}/settings/profile`);
    return null;
  });
}
