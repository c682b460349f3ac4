import { lists, route } from "@/lib/http/route";
import { listExceptions } from "@/lib/policies/list-exceptions";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  GET: lists(({ actor, query }) => listExceptions(actor, query)),
});
