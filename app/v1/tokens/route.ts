import { created } from "@/lib/http/reply";
import { does, lists, route } from "@/lib/http/route";
import { createToken } from "@/lib/tokens/create";
import { listTokens } from "@/lib/tokens/list";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  GET: lists(({ actor, query }) => listTokens(actor, query)),
  POST: does(async ({ actor, body }) =>
    created(await createToken(actor, body), { secrets: ["serviceToken"] }),
  ),
});
