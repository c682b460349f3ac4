import type { MemberActor } from "@/lib/access/actor";
import { listMembers } from "@/lib/members/list";

/** The members who can be named the owner of an API, the viewer first. */
export async function apiOwners(actor: MemberActor) {
  const { data } = await listMembers(actor, { limit: 100 });
  const others = data.filter(({ id }) => id !== actor.id);
  return [
    { value: actor.id, label: actor.name, hint: actor.email },
    ...others.map(({ id, name, email }) => ({ value: id, label: name, hint: email })),
  ];
}
