"use server";

import { change } from "@/app/change";
import { requireActor } from "@/lib/access/session";
import { deleteApplication } from "@/lib/applications/delete";
import { editApplication } from "@/lib/applications/edit";
import { applicationImpact } from "@/lib/applications/impact";
import { activateApplication, deactivateApplication } from "@/lib/applications/set-status";
import { listCatalog } from "@/lib/catalog/list-catalog";
import { formResult } from "@/lib/form";
import { approveGrant } from "@/lib/grants/approve-grant";
import { removeGrant } from "@/lib/grants/remove";
import { replaceGrants } from "@/lib/grants/replace";
import { createKey } from "@/lib/keys/create";

export async function activateAction(org: string, id: unknown) {
  return change(org, (actor) => activateApplication(actor, id));
}

export async function deactivateAction(org: string, id: unknown) {
  return change(org, (actor) => deactivateApplication(actor, id));
}

export async function deleteAction(org: string, id: unknown, input: unknown) {
  return formResult(async () =>
    deleteApplication(await requireActor(String(org)), id, input ?? null),
  );
}

export async function impactAction(org: string, id: unknown) {
  return formResult(async () => applicationImpact(await requireActor(String(org)), id));
}

export async function editAction(org: string, id: unknown, revision: unknown, input: unknown) {
  return change(org, (actor) => editApplication(actor, id, input, Number(revision)));
}

export async function replaceGrantsAction(
  org: string,
  id: unknown,
  revision: unknown,
  input: unknown,
) {
  return change(org, (actor) => replaceGrants(actor, id, input, Number(revision)));
}

export async function removeGrantAction(org: string, id: unknown, grant: unknown) {
  return change(org, async (actor) => {
    await removeGrant(actor, id, grant);
    return null;
  });
}

export async function approveGrantAction(org: string, id: unknown, grant: unknown) {
  return change(org, async (actor) => {
    await approveGrant(actor, id, grant);
    return null;
  });
}

export async function catalogAction(org: string) {
  return formResult(async () => listCatalog(await requireActor(String(org))));
}

export async function generateKeyAction(org: string, id: unknown, input: unknown) {
  return change(org, (actor) => createKey(actor, id, input));
}
