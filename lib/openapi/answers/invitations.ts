import { z } from "zod";
import { idField } from "@/lib/fields";
import {
  type InvitationSummary,
  type IssuedInvitation,
  invitationStatuses,
} from "@/lib/invitations/summary";
import { answerOf, text, time } from "@/lib/openapi/answer";
import { Role } from "./members";

export const Invitation = answerOf<InvitationSummary>()(
  "Invitation",
  z.object({
    id: idField("inv"),
    email: text(),
    role: Role,
    status: z.enum(invitationStatuses),
    createdAt: time(),
    createdBy: text(),
    createdByName: text(),
    expiresAt: time(),
  }),
);

export const Issued = answerOf<IssuedInvitation>()(
  "IssuedInvitation",
  z.object({
    invitation: Invitation,
    link: text().meta({ description: "Hand it over. Shown this one time; it works once." }),
  }),
);
