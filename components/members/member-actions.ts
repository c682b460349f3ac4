import type { FormResult } from "@/lib/form";
import type { IssuedInvitation } from "@/lib/invitations/summary";
import type { MemberSummary, Possessions } from "@/lib/members/summary";
import type { Rules } from "@/lib/policies/rules";

/** What the organization's policy does with the keys of a removed member. */
export type Departed = Rules["departedOwner"];

/** What becomes of what a leaving member owns. */
export type HandOverInput = { applicationsTo?: string; keys?: string; keysTo?: string };

export type MemberActions = {
  possessions: (id: string) => Promise<FormResult<Possessions>>;
  changeRole: (
    id: string,
    revision: number,
    input: { role: string },
  ) => Promise<FormResult<MemberSummary>>;
  remove: (id: string, input: HandOverInput) => Promise<FormResult<unknown>>;
  leave: (input: HandOverInput) => Promise<FormResult<unknown>>;
};

export type InvitationActions = {
  invite: (input: unknown) => Promise<FormResult<IssuedInvitation>>;
  resend: (id: string) => Promise<FormResult<IssuedInvitation>>;
  withdraw: (id: string) => Promise<FormResult<unknown>>;
};
