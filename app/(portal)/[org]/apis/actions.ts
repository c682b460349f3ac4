"use server";

import { change } from "@/app/change";
import { createApi } from "@/lib/catalog/create-api";
import { deleteApi } from "@/lib/catalog/delete-api";
import { editApi } from "@/lib/catalog/edit-api";
import { fields } from "@/lib/form";

export async function createApiAction(org: string, form: FormData) {
  return change(org, (actor) => createApi(actor, fields(form)));
}

export async function editApiAction(org: string, api: string, revision: number, form: FormData) {
  return change(org, (actor) => editApi(actor, api, fields(form), revision));
}

export async function deleteApiAction(org: string, api: string) {
  return change(org, async (actor) => {
    await deleteApi(actor, api);
    return null;
  });
}
