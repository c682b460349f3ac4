import { deleteApplication } from "@/lib/applications/delete";
import { editApplication } from "@/lib/applications/edit";
import { getApplication } from "@/lib/applications/get";
import { nothing, versioned } from "@/lib/http/reply";
import { does, route } from "@/lib/http/route";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  GET: does(async ({ actor, id }) => versioned(await getApplication(actor, id))),
  PATCH: does(async ({ actor, id, body, ifRevision }) =>
    versioned(await editApplication(actor, id, body, ifRevision)),
  ),
  DELETE: does(async ({ actor, id }) => {
    await deleteApplication(actor, id);
    return nothing();
  }),
});
