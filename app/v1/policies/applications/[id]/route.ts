import { nothing, versioned } from "@/lib/http/reply";
import { does, route } from "@/lib/http/route";
import {
  getApplicationRules,
  removeApplicationRules,
  setApplicationRules,
} from "@/lib/policies/override";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  GET: does(async ({ actor, id }) => versioned(await getApplicationRules(actor, id))),
  PUT: does(async ({ actor, id, body, ifRevision }) =>
    versioned(await setApplicationRules(actor, id, body, ifRevision)),
  ),
  DELETE: does(async ({ actor, id }) => {
    await removeApplicationRules(actor, id);
    return nothing();
  }),
});
