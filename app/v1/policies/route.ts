import { versioned } from "@/lib/http/reply";
import { does, route } from "@/lib/http/route";
import { getPolicies } from "@/lib/policies/get";
import { setPolicies } from "@/lib/policies/set";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  GET: does(async ({ actor }) => versioned(await getPolicies(actor))),
  PUT: does(async ({ actor, body, ifRevision }) =>
    versioned(await setPolicies(actor, body, ifRevision)),
  ),
});
