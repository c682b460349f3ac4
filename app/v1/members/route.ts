import { lists, route } from "@/lib/http/route";
import { listMembers } from "@/lib/members/list";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  GET: lists(({ actor, query }) => listMembers(actor, query)),
});
