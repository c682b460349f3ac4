"use server";

import { change } from "@/app/change";
import { requireActor } from "@/lib/access/session";
import { createAlertRule } from "@/lib/alerts/create";
import { deleteAlertRule } from "@/lib/alerts/delete";
import { editAlertRule } from "@/lib/alerts/edit";
import { previewAlertRule } from "@/lib/alerts/preview";
import { formResult } from "@/lib/form";

export async function createAlertRuleAction(org: string, application: unknown, input: unknown) {
  return change(org, (actor) => createAlertRule(actor, application, input));
}

export async function editAlertRuleAction(
  org: string,
  id: unknown,
  revision: unknown,
  input: unknown,
) {
  return change(org, (actor) => editAlertRule(actor, id, input, Number(revision)));
}

export async function deleteAlertRuleAction(org: string, id: unknown) {
  return change(org, async (actor) => {
    await deleteAlertRule(actor, id);
    return null;
  });
}

export async function previewAlertRuleAction(org: string, application: unknown, input: unknown) {
  return formResult(async () =>
    previewAlertRule(await requireActor(String(org)), application, input),
  );
}
