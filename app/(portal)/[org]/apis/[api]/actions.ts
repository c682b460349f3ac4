"use server";

import { change } from "@/app/change";
import { createEndpoint } from "@/lib/catalog/create-endpoint";
import { deleteEndpoint } from "@/lib/catalog/delete-endpoint";
import { editEndpoint } from "@/lib/catalog/edit-endpoint";
import { fields } from "@/lib/form";

const input = (form: FormData) => {
  const given = fields(form);
  return {
    ...given,
    permission: given.permission === "none" ? null : given.permission,
    deprecated: form.has("deprecated"),
  };
};

export async function createEndpointAction(org: string, api: string, form: FormData) {
  return change(org, (actor) => createEndpoint(actor, api, input(form)));
}

export async function editEndpointAction(
  org: string,
  api: string,
  id: string,
  revision: number,
  form: FormData,
) {
  return change(org, (actor) => editEndpoint(actor, api, id, input(form), revision));
}

export async function deleteEndpointAction(org: string, api: string, id: string, wish: unknown) {
  return change(org, async (actor) => {
    await deleteEndpoint(actor, api, id, wish ?? {});
    return null;
  });
}
