"use server";

import { change } from "@/app/change";
import { removeUnused } from "@/lib/hygiene/remove-unused";

export async function removeUnusedAction(org: string, input: unknown) {
  return change(org, (actor) => removeUnused(actor, input));
}
