import { nothing, read } from "@/lib/http/reply";
import { does, route } from "@/lib/http/route";
import { getInvitation } from "@/lib/invitations/get";
import { withdrawInvitation } from "@/lib/invitations/withdraw";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  GET: does(async ({ actor, id }) => read(await getInvitation(actor, id))),
  DELETE: does(async ({ actor, id }) => {
    await withdrawInvitation(actor, id);
    return nothing();
  }),
});
