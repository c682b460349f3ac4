import { deleteApi } from "@/lib/catalog/delete-api";
import { editApi } from "@/lib/catalog/edit-api";
import { getApi } from "@/lib/catalog/get-api";
import { nothing, versioned } from "@/lib/http/reply";
import { does, route } from "@/lib/http/route";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  GET: does(async ({ actor, id }) => versioned(await getApi(actor, id))),
  PATCH: does(async ({ actor, id, body, ifRevision }) =>
    versioned(await editApi(actor, id, body, ifRevision)),
  ),
  DELETE: {
    query: true,
    run: async ({ actor, id, query }) => {
      await deleteApi(actor, id, query);
      return nothing();
    },
  },
});
