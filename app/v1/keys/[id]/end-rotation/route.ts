import { ok } from "@/lib/http/reply";
import { commands, route } from "@/lib/http/route";
import { revocationOf } from "@/lib/keys/revoke";
import { endRotation } from "@/lib/keys/rotation";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  POST: commands(async ({ actor, id, body }) =>
    ok(revocationOf(await endRotation(actor, id, body))),
  ),
});
