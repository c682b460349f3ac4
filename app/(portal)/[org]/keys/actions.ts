"use server";

import { change } from "@/app/change";
import { editKey } from "@/lib/keys/edit";
import { revokeKey } from "@/lib/keys/revoke";

export async function editKeyAction(org: string, id: unknown, revision: unknown, input: unknown) {
  return change(org, (actor) => editKey(actor, id, input, Number(revision)));
}

export async function revokeAction(org: string, id: unknown, input: unknown) {
  return change(org, (actor) => revokeKey(actor, id, input ?? {}));
}
