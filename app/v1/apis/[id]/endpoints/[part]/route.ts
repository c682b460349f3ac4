import { deleteEndpoint } from "@/lib/catalog/delete-endpoint";
import { editEndpoint } from "@/lib/catalog/edit-endpoint";
import { nothing, versioned } from "@/lib/http/reply";
import { does, route } from "@/lib/http/route";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  PATCH: does(async ({ actor, id, part, body, ifRevision }) =>
    versioned(await editEndpoint(actor, id, part, body, ifRevision)),
  ),
  DELETE: does(async ({ actor, id, part }) => {
    await deleteEndpoint(actor, id, part);
    return nothing();
  }),
});
