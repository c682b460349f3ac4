"use server";

import { requireActor } from "@/lib/access/session";
import { createApi } from "@/lib/catalog/create-api";
import { deleteApi } from "@/lib/catalog/delete-api";
import { editApi } from "@/lib/catalog/edit-api";
import { fields } from "@/lib/form";
import { changeCatalog } from "./change";

export async function createApiAction(org: string, form: FormData) {
  return changeCatalog(org, async () => createApi(await requireActor(org), fields(form)));
}

export async function editApiAction(org: string, api: string, revision: number, form: FormData) {
  return changeCatalog(org, async () =>
    editApi(await requireActor(org), api, fields(form), revision),
  );
}

export async function deleteApiAction(org: string, api: string) {
  return changeCatalog(org, async () => {
    await deleteApi(await requireActor(org), api);
    return null;
  });
}
