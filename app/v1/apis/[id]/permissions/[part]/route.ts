import { deletePermission } from "@/lib/catalog/delete-permission";
import { editPermission } from "@/lib/catalog/edit-permission";
import { getPermission } from "@/lib/catalog/get-permission";
import { nothing, versioned } from "@/lib/http/reply";
import { does, route } from "@/lib/http/route";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  GET: does(async ({ actor, id, part }) => versioned(await getPermission(actor, id, part))),
  PATCH: does(async ({ actor, id, part, body, ifRevision }) =>
    versioned(await editPermission(actor, id, part, body, ifRevision)),
  ),
  DELETE: {
    query: true,
    run: async ({ actor, id, part, query }) => {
      await deletePermission(actor, id, part, query);
      return nothing();
    },
  },
});
