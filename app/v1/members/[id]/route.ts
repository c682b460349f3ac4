import { nothing, versioned } from "@/lib/http/reply";
import { does, route } from "@/lib/http/route";
import { changeRole } from "@/lib/members/change-role";
import { getMember } from "@/lib/members/get";
import { removeMember } from "@/lib/members/remove";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  GET: does(async ({ actor, id }) => versioned(await getMember(actor, id))),
  PATCH: does(async ({ actor, id, body, ifRevision }) =>
    versioned(await changeRole(actor, id, body, ifRevision)),
  ),
  DELETE: {
    query: true,
    run: async ({ actor, id, query }) => {
      await removeMember(actor, id, query);
      return nothing();
    },
  },
});
