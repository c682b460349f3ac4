"use server";

import { change } from "@/app/change";
import { createPermission } from "@/lib/catalog/create-permission";
import { deletePermission } from "@/lib/catalog/delete-permission";
import { editPermission } from "@/lib/catalog/edit-permission";
import { fields } from "@/lib/form";

const input = (form: FormData) => ({ ...fields(form), sensitive: form.has("sensitive") });

export async function createPermissionAction(org: string, api: string, form: FormData) {
  return change(org, (actor) => createPermission(actor, api, input(form)));
}

export async function editPermissionAction(
  org: string,
  api: string,
  id: string,
  revision: number,
  form: FormData,
) {
  return change(org, (actor) => editPermission(actor, api, id, input(form), revision));
}

export async function deletePermissionAction(org: string, api: string, id: string, wish: unknown) {
  return change(org, async (actor) => {
    await deletePermission(actor, api, id, wish ?? {});
    return null;
  });
}
