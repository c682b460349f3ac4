"use server";

import { requireActor } from "@/lib/access/session";
import { fields, formResult } from "@/lib/form";
import { tryKey } from "@/lib/verification/try";

export async function tryKeyAction(org: string, api: string, form: FormData) {
  return formResult(async () => {
    const actor = await requireActor(String(org));
    const { permission, ...given } = fields(form);
    return tryKey(actor, api, { ...given, ...(permission !== "any" && { permission }) });
  });
}
