"use server";

import { changeCatalog } from "@/app/(portal)/[org]/apis/change";
import { requireActor } from "@/lib/access/session";
import { createPermission } from "@/lib/catalog/create-permission";
import { deletePermission } from "@/lib/catalog/delete-permission";
import { editPermission } from "@/lib/catalog/edit-permission";
import { fields } from "@/lib/form";

const input = (form: FormData) => ({ ...fields(form), sensitive: form.has("sensitive") });

export async function createPermissionAction(org: string, api: string, form: FormData) {
  return changeCatalog(org, async () =>
    createPermission(await requireActor(org), api, input(form)),
  );
}

export async function editPermissionAction(
  org: string,
  api: string,
  id: string,
  revision: number,
  form: FormData,
) {
  return changeCatalog(org, async () =>
    editPermission(await requireActor(org), api, id, input(form), revision),
  );
}

export async function deletePermissionAction(org: string, api: string, id: string) {
  return changeCatalog(org, async () => {
    await deletePermission(await requireActor(org), api, id);
    return null;
  });
}
