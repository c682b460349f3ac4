import { activateApplication } from "@/lib/applications/set-status";
import { versioned } from "@/lib/http/reply";
import { commands, expectNothing, route } from "@/lib/http/route";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  POST: commands(async ({ actor, id, body }) => {
    expectNothing(body);
    return versioned(await activateApplication(actor, id));
  }),
});
