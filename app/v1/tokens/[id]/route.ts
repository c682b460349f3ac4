import { nothing } from "@/lib/http/reply";
import { does, route } from "@/lib/http/route";
import { revokeToken } from "@/lib/tokens/revoke";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  DELETE: does(async ({ actor, id }) => {
    await revokeToken(actor, id);
    return nothing();
  }),
});
