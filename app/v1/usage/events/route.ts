import { listEvents } from "@/lib/history/list-events";
import { lists, route } from "@/lib/http/route";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  GET: lists(({ actor, query }) => listEvents(actor, query)),
});
