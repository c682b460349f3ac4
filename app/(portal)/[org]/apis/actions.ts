"use server";

import { change } from "@/app/change";
import { requireActor } from "@/lib/access/session";
import { createApi } from "@/lib/catalog/create-api";
import { deleteApi } from "@/lib/catalog/delete-api";
import { editApi } from "@/lib/catalog/edit-api";
import { removalImpact } from "@/lib/catalog/impact";
import { fields, formResult } from "@/lib/form";

function input(form: FormData) {
  const given = fields(form);
  return given.ownerId === "none" ? { ...given, ownerId: null } : given;
}

export async function createApiAction(org: string, form: FormData) {
  return change(org, (actor) => createApi(actor, input(form)));
}

export async function editApiAction(org: string, api: string, revision: number, form: FormData) {
  return change(org, (actor) => editApi(actor, api, input(form), revision));
}

export async function deleteApiAction(org: string, api: string, wish: unknown) {
  return change(org, async (actor) => {
    await deleteApi(actor, api, wish ?? {});
    return null;
  });
}

/** Of the API itself where no part is given. */
export async function removalImpactAction(org: string, api: string, part?: unknown) {
  return formResult(async () => removalImpact(await requireActor(String(org)), api, part));
}
