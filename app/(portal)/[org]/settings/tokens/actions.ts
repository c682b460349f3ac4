"use server";

import { change } from "@/app/change";
import { createToken } from "@/lib/tokens/create";
import { revokeToken } from "@/lib/tokens/revoke";

export async function createTokenAction(org: string, input: unknown) {
  return change(org, (actor) => createToken(actor, input));
}

export async function revokeTokenAction(org: string, id: unknown) {
  return change(org, (actor) => revokeToken(actor, id));
}
