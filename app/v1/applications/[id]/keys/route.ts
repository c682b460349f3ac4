import { invalid } from "@/lib/errors";
import { created } from "@/lib/http/reply";
import { does, lists, route } from "@/lib/http/route";
import { createKey } from "@/lib/keys/create";
import { listKeys } from "@/lib/keys/list";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  GET: lists(({ actor, id, query }) => {
    if (query.application !== undefined) {
      throw invalid("application", "The path names the application already.");
    }
    return listKeys(actor, { ...query, application: id });
  }),
  POST: does(async ({ actor, id, body }) => {
    const made = await createKey(actor, id, body);
    const location = `/v1/keys/${made.key.id}`;
    return created(made, { location, secrets: ["apiKey", "secretKey", "token"] });
  }),
});
