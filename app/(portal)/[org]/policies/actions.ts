"use server";

import { change } from "@/app/change";
import { requireActor } from "@/lib/access/session";
import { formResult } from "@/lib/form";
import { previewPolicies } from "@/lib/policies/preview";
import { setPolicies } from "@/lib/policies/set";

export async function previewPoliciesAction(org: string, input: unknown) {
  return formResult(async () => previewPolicies(await requireActor(String(org)), input));
}

export async function setPoliciesAction(org: string, revision: unknown, input: unknown) {
  return change(org, (actor) => setPolicies(actor, input, Number(revision)));
}
