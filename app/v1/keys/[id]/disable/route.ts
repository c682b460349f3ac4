import { ok } from "@/lib/http/reply";
import { commands, route } from "@/lib/http/route";
import { revocationOf } from "@/lib/keys/revoke";
import { disableKey } from "@/lib/keys/set-status";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  POST: commands(async ({ actor, id, body }) =>
    ok(revocationOf(await disableKey(actor, id, body))),
  ),
});
