import { deletePermission } from "@/lib/catalog/delete-permission";
import { editPermission } from "@/lib/catalog/edit-permission";
import { nothing, versioned } from "@/lib/http/reply";
import { does, route } from "@/lib/http/route";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  PATCH: does(async ({ actor, id, part, body, ifRevision }) =>
    versioned(await editPermission(actor, id, part, body, ifRevision)),
  ),
  DELETE: does(async ({ actor, id, part }) => {
    await deletePermission(actor, id, part);
    return nothing();
  }),
});
