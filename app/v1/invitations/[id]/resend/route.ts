import { created } from "@/lib/http/reply";
import { commands, expectNothing, route } from "@/lib/http/route";
import { resendInvitation } from "@/lib/invitations/resend";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  POST: commands(async ({ actor, id, body }) => {
    expectNothing(body);
    return created(await resendInvitation(actor, id), { secrets: ["link"] });
  }),
});
