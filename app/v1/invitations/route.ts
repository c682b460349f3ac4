import { created } from "@/lib/http/reply";
import { does, lists, route } from "@/lib/http/route";
import { createInvitation } from "@/lib/invitations/create";
import { listInvitations } from "@/lib/invitations/list";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  GET: lists(({ actor, query }) => listInvitations(actor, query)),
  POST: does(async ({ actor, body }) => {
    const issued = await createInvitation(actor, body);
    const location = `/v1/invitations/${issued.invitation.id}`;
    return created(issued, { location, secrets: ["link"] });
  }),
});
