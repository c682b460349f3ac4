import { ok } from "@/lib/http/reply";
import { commands, route } from "@/lib/http/route";
import { revocationOf } from "@/lib/keys/revoke";
import { quarantineKey } from "@/lib/keys/set-status";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  POST: commands(async ({ actor, id, body }) =>
    ok(revocationOf(await quarantineKey(actor, id, body))),
  ),
});
