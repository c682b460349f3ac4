import { created } from "@/lib/http/reply";
import { commands, route } from "@/lib/http/route";
import { rotateKey } from "@/lib/keys/rotate";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  POST: commands(async ({ actor, id, body }) => {
    const made = await rotateKey(actor, id, body);
    const location = `/v1/keys/${made.key.id}`;
    return created(made, { location, secrets: ["apiKey", "secretKey", "token"] });
  }),
});
