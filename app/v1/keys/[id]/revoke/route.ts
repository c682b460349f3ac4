import { ok } from "@/lib/http/reply";
import { commands, route } from "@/lib/http/route";
import { revocationOf, revokeKey } from "@/lib/keys/revoke";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  POST: commands(async ({ actor, id, body }) => ok(revocationOf(await revokeKey(actor, id, body)))),
});
