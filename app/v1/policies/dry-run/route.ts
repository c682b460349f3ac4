import { ok } from "@/lib/http/reply";
import { does, route } from "@/lib/http/route";
import { previewPolicies } from "@/lib/policies/preview";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  POST: does(async ({ actor, body }) => ok(await previewPolicies(actor, body))),
});
