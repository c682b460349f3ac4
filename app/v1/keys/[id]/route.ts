import { versioned } from "@/lib/http/reply";
import { does, route } from "@/lib/http/route";
import { editKey } from "@/lib/keys/edit";
import { getKey } from "@/lib/keys/get";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  GET: does(async ({ actor, id }) => versioned(await getKey(actor, id))),
  PATCH: does(async ({ actor, id, body, ifRevision }) =>
    versioned(await editKey(actor, id, body, ifRevision)),
  ),
});
