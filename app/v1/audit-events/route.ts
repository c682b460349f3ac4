import { listAuditEvents } from "@/lib/audit/list";
import { lists, route } from "@/lib/http/route";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  GET: lists(({ actor, query }) => listAuditEvents(actor, query)),
});
