"use server";

import { headers } from "next/headers";
import { currentUser } from "@/lib/access/session";
import { formResult } from "@/lib/form";
import { acceptInvitation } from "@/lib/invitations/accept";
import { invitationByToken } from "@/lib/invitations/get-by-token";
import { originOf } from "@/lib/request";

export async function invitationAction(token: unknown) {
  return formResult(async () =>
    invitationByToken(token, await currentUser(), originOf(await headers())),
  );
}

export async function acceptInvitationAction(token: unknown, input: unknown) {
  return formResult(async () =>
    acceptInvitation(token, input, await currentUser(), originOf(await headers())),
  );
}
