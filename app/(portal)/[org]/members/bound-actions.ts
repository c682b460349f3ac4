import type { InvitationActions, MemberActions } from "@/components/members/member-actions";
import {
  changeRoleAction,
  inviteAction,
  leaveAction,
  possessionsAction,
  removeMemberAction,
  resendInvitationAction,
  withdrawInvitationAction,
} from "./actions";

export const memberActions = (org: string): MemberActions => ({
  possessions: possessionsAction.bind(null, org),
  changeRole: changeRoleAction.bind(null, org),
  remove: removeMemberAction.bind(null, org),
  leave: leaveAction.bind(null, org),
});

export const invitationActions = (org: string): InvitationActions => ({
  invite: inviteAction.bind(null, org),
  resend: resendInvitationAction.bind(null, org),
  withdraw: withdrawInvitationAction.bind(null, org),
});
