import { listGrants } from "@/lib/grants/list";
import { replaceGrants } from "@/lib/grants/replace";
import { versioned } from "@/lib/http/reply";
import { does, route } from "@/lib/http/route";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  GET: does(async ({ actor, id }) => versioned(await listGrants(actor, id))),
  PUT: does(async ({ actor, id, body, ifRevision }) =>
    versioned(await replaceGrants(actor, id, body, ifRevision)),
  ),
});
