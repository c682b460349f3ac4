"use server";

import { revalidatePath } from "next/cache";
import { requireActor } from "@/lib/access/session";
import { formResult } from "@/lib/form";
import { createToken } from "@/lib/tokens/create";
import { revokeToken } from "@/lib/tokens/revoke";

export async function createTokenAction(org: string, input: unknown) {
  return formResult(async () => {
    const created = await createToken(await requireActor(org), input);
    revalidatePath(`/${org}/settings/tokens`);
    return created;
  });
}

export async function revokeTokenAction(org: string, id: string) {
  return formResult(async () => {
    const revoked = await revokeToken(await requireActor(org), id);
    revalidatePath(`/${org}/settings/tokens`);
    return revoked;
  });
}
