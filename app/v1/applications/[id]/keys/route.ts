import { created } from "@/lib/http/reply";
import { does, lists, route } from "@/lib/http/route";
import { createKey } from "@/lib/keys/create";
import { listKeysOf } from "@/lib/keys/list-of";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  GET: lists(({ actor, id, query }) => listKeysOf(actor, id, query)),
  POST: does(async ({ actor, id, body }) => {
    const made = await createKey(actor, id, body);
    const location = `/v1/keys/${made.key.id}`;
    return created(made, { location, secrets: ["apiKey", "secretKey"] });
  }),
});
