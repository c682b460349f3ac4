"use server";

import { change } from "@/app/change";
import { revokeKey } from "@/lib/keys/revoke";

export async function revokeAction(org: string, id: unknown, input: unknown) {
  return change(org, (actor) => revokeKey(actor, id, input ?? {}));
}
