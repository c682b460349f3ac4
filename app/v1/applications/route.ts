import { createApplication } from "@/lib/applications/create";
import { listApplications } from "@/lib/applications/list";
import { created } from "@/lib/http/reply";
import { does, lists, route } from "@/lib/http/route";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  GET: lists(({ actor, query }) => listApplications(actor, query)),
  POST: does(async ({ actor, body }) => {
    const application = await createApplication(actor, body);
    const location = `/v1/applications/${application.id}`;
    return created(application, { location, revision: application.revision });
  }),
});
