"use server";

import { change } from "@/app/change";
import { requireActor } from "@/lib/access/session";
import { formResult } from "@/lib/form";
import { createInvitation } from "@/lib/invitations/create";
import { resendInvitation } from "@/lib/invitations/resend";
import { withdrawInvitation } from "@/lib/invitations/withdraw";
import { changeRole } from "@/lib/members/change-role";
import { leaveOrganization } from "@/lib/members/leave";
import { memberPossessions } from "@/lib/members/possessions";
import { removeMember } from "@/lib/members/remove";

export async function possessionsAction(org: string, id: unknown) {
  return formResult(async () => memberPossessions(await requireActor(String(org)), id));
}

export async function changeRoleAction(
  org: string,
  id: unknown,
  revision: unknown,
  input: unknown,
) {
  return change(org, (actor) => changeRole(actor, id, input, Number(revision)));
}

export async function removeMemberAction(org: string, id: unknown, input: unknown) {
  return change(org, (actor) => removeMember(actor, id, input));
}

export async function leaveAction(org: string, input: unknown) {
  return formResult(async () => leaveOrganization(await requireActor(String(org)), input));
}

export async function inviteAction(org: string, input: unknown) {
  return change(org, (actor) => createInvitation(actor, input));
}

export async function resendInvitationAction(org: string, id: unknown) {
  return change(org, (actor) => resendInvitation(actor, id));
}

export async function withdrawInvitationAction(org: string, id: unknown) {
  return change(org, (actor) => withdrawInvitation(actor, id));
}
