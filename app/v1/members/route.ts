import { created } from "@/lib/http/reply";
import { does, lists, route } from "@/lib/http/route";
import { addMember } from "@/lib/members/add";
import { listMembers } from "@/lib/members/list";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  GET: lists(({ actor, query }) => listMembers(actor, query)),
  POST: does(async ({ actor, body }) => {
    const member = await addMember(actor, body);
    return created(member, { revision: member.revision, location: `/v1/members/${member.id}` });
  }),
});
