import { lists, route } from "@/lib/http/route";
import { getUsage } from "@/lib/usage/get";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  GET: lists(({ actor, query }) => getUsage(actor, query)),
});
