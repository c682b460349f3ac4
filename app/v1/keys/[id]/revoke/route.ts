import { ok } from "@/lib/http/reply";
import { commands, route } from "@/lib/http/route";
import { revokeKey } from "@/lib/keys/revoke";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  POST: commands(async ({ actor, id, body }) => {
    const { key, revision, effectiveAt, gates } = await revokeKey(actor, id, body);
    return ok({ id: key.id, status: key.status, revision, effectiveAt, gates });
  }),
});
