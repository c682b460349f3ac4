import { z } from "zod";
import { CreateInvitation } from "@/lib/invitations/create";
import { ListInvitations } from "@/lib/invitations/list";
import { AddMember } from "@/lib/members/add";
import { ChangeRole } from "@/lib/members/change-role";
import { HandOver } from "@/lib/members/hand-over";
import { ListMembers } from "@/lib/members/list";
import { Invitation, Issued } from "@/lib/openapi/answers/invitations";
import { Member } from "@/lib/openapi/answers/members";
import { creates, edits, lists, type Operations, reads, removes } from "@/lib/openapi/operation";

export const memberOperations: Operations = {
  "GET /v1/members": lists("listMembers", "List members", "members.read", {
    query: ListMembers,
    item: Member,
  }),
  "POST /v1/members": creates("addMember", "Add a member", "members.write", {
    // Only the command line gives a password.
    body: AddMember.omit({ password: true }),
    answer: Member,
    versioned: true,
    located: true,
    conflict: "They are a member already, or have an account of their own: invite those instead.",
  }),
  "GET /v1/members/{id}": reads("getMember", "Get a member", "members.read", { answer: Member }),
  "PATCH /v1/members/{id}": edits("changeRole", "Give a member another role", "members.write", {
    body: ChangeRole,
    answer: Member,
    conflict: "They are the only owner.",
  }),
  "DELETE /v1/members/{id}": removes(
    "removeMember",
    "Remove a member and hand over what they own",
    "members.write",
    {
      query: HandOver,
      conflict: "They are the only owner, or own something of which the parameters say nothing.",
    },
  ),
  "GET /v1/invitations": lists("listInvitations", "List invitations", "members.read", {
    query: ListInvitations,
    item: Invitation,
  }),
  "POST /v1/invitations": creates("createInvitation", "Invite somebody", "members.write", {
    description: "This answer alone carries the link: hand it over.",
    body: CreateInvitation,
    answer: Issued,
    located: true,
    secrets: ["link"],
    conflict: "They are a member, or invited, already.",
  }),
  "GET /v1/invitations/{id}": reads("getInvitation", "Get an invitation", "members.read", {
    answer: Invitation,
  }),
  "DELETE /v1/invitations/{id}": removes(
    "withdrawInvitation",
    "Withdraw an invitation",
    "members.write",
    { conflict: "It was accepted." },
  ),
  "POST /v1/invitations/{id}/resend": creates(
    "resendInvitation",
    "Make a new link of an invitation; the former one works no more",
    "members.write",
    {
      body: z.strictObject({}),
      bodyOptional: true,
      answer: Issued,
      secrets: ["link"],
      conflict: "It was accepted or withdrawn.",
    },
  ),
};
