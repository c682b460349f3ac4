import { lists, route } from "@/lib/http/route";
import { listKeys } from "@/lib/keys/list";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  GET: lists(({ actor, query }) => listKeys(actor, query)),
});
