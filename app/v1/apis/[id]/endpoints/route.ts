import { createEndpoint } from "@/lib/catalog/create-endpoint";
import { listEndpoints } from "@/lib/catalog/list-endpoints";
import { created } from "@/lib/http/reply";
import { does, lists, route } from "@/lib/http/route";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  GET: lists(({ actor, id, query }) => listEndpoints(actor, id, query)),
  POST: does(async ({ actor, id, body }) => {
    const endpoint = await createEndpoint(actor, id, body);
    const location = `/v1/apis/${endpoint.apiId}/endpoints/${endpoint.id}`;
    return created(endpoint, { location, revision: endpoint.revision });
  }),
});
