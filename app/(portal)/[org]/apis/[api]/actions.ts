"use server";

import { changeCatalog } from "@/app/(portal)/[org]/apis/change";
import { requireActor } from "@/lib/access/session";
import { createEndpoint } from "@/lib/catalog/create-endpoint";
import { deleteEndpoint } from "@/lib/catalog/delete-endpoint";
import { editEndpoint } from "@/lib/catalog/edit-endpoint";
import { fields } from "@/lib/form";

const input = (form: FormData) => {
  const given = fields(form);
  return { ...given, permission: given.permission === "none" ? null : given.permission };
};

export async function createEndpointAction(org: string, api: string, form: FormData) {
  return changeCatalog(org, async () => createEndpoint(await requireActor(org), api, input(form)));
}

export async function editEndpointAction(
  org: string,
  api: string,
  id: string,
  revision: number,
  form: FormData,
) {
  return changeCatalog(org, async () =>
    editEndpoint(await requireActor(org), api, id, input(form), revision),
  );
}

export async function deleteEndpointAction(org: string, api: string, id: string) {
  return changeCatalog(org, async () => {
    await deleteEndpoint(await requireActor(org), api, id);
    return null;
  });
}
