"use server";

import { change } from "@/app/change";
import { requireActor } from "@/lib/access/session";
import { formResult } from "@/lib/form";
import { endException, exceptKey } from "@/lib/policies/except-key";
import {
  previewApplicationRules,
  removeApplicationRules,
  setApplicationRules,
} from "@/lib/policies/override";
import { previewPolicies } from "@/lib/policies/preview";
import { setPolicies } from "@/lib/policies/set";

export async function previewPoliciesAction(org: string, input: unknown) {
  return formResult(async () => previewPolicies(await requireActor(String(org)), input));
}

export async function setPoliciesAction(org: string, revision: unknown, input: unknown) {
  return change(org, (actor) => setPolicies(actor, input, Number(revision)));
}

export async function exceptKeyAction(org: string, key: unknown, input: unknown) {
  return change(org, (actor) => exceptKey(actor, key, input));
}

export async function endExceptionAction(org: string, key: unknown, input: unknown) {
  return change(org, async (actor) => {
    await endException(actor, key, input);
    return null;
  });
}

export async function previewApplicationRulesAction(
  org: string,
  application: unknown,
  input: unknown,
) {
  return formResult(async () =>
    previewApplicationRules(await requireActor(String(org)), application, input),
  );
}

export async function setApplicationRulesAction(
  org: string,
  application: unknown,
  revision: unknown,
  input: unknown,
) {
  return change(org, (actor) => setApplicationRules(actor, application, input, Number(revision)));
}

export async function removeApplicationRulesAction(org: string, application: unknown) {
  return change(org, (actor) => removeApplicationRules(actor, application));
}
