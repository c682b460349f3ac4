import { createPermission } from "@/lib/catalog/create-permission";
import { listPermissions } from "@/lib/catalog/list-permissions";
import { created } from "@/lib/http/reply";
import { does, lists, route } from "@/lib/http/route";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  GET: lists(({ actor, id, query }) => listPermissions(actor, id, query)),
  POST: does(async ({ actor, id, body }) => {
    const permission = await createPermission(actor, id, body);
    const location = `/v1/apis/${permission.apiId}/permissions/${permission.id}`;
    return created(permission, { location, revision: permission.revision });
  }),
});
