"use server";

import { requireActor } from "@/lib/access/session";
import { formResult } from "@/lib/form";
import { deleteOrganization } from "@/lib/organizations/delete";
import { editOrganization } from "@/lib/organizations/edit";
import { organizationImpact } from "@/lib/organizations/impact";

/** Answers before any page is made anew: its slug may lead elsewhere. */
export async function editOrganizationAction(org: string, revision: unknown, input: unknown) {
  return formResult(async () =>
    editOrganization(await requireActor(String(org)), input, Number(revision)),
  );
}

export async function organizationImpactAction(org: string) {
  return formResult(async () => organizationImpact(await requireActor(String(org))));
}

export async function deleteOrganizationAction(org: string, input: unknown) {
  return formResult(async () => deleteOrganization(await requireActor(String(org)), input));
}
