import { deleteEndpoint } from "@/lib/catalog/delete-endpoint";
import { editEndpoint } from "@/lib/catalog/edit-endpoint";
import { getEndpoint } from "@/lib/catalog/get-endpoint";
import { nothing, versioned } from "@/lib/http/reply";
import { does, route } from "@/lib/http/route";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  GET: does(async ({ actor, id, part }) => versioned(await getEndpoint(actor, id, part))),
  PATCH: does(async ({ actor, id, part, body, ifRevision }) =>
    versioned(await editEndpoint(actor, id, part, body, ifRevision)),
  ),
  DELETE: {
    query: true,
    run: async ({ actor, id, part, query }) => {
      await deleteEndpoint(actor, id, part, query);
      return nothing();
    },
  },
});
