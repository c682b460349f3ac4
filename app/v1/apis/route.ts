import { createApi } from "@/lib/catalog/create-api";
import { listApis } from "@/lib/catalog/list-apis";
import { created } from "@/lib/http/reply";
import { does, lists, route } from "@/lib/http/route";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  GET: lists(({ actor, query }) => listApis(actor, query)),
  POST: does(async ({ actor, body }) => {
    const api = await createApi(actor, body);
    return created(api, { location: `/v1/apis/${api.id}`, revision: api.revision });
  }),
});
