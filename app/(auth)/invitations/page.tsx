import type { Metadata } from "next";
import { signOutAction } from "@/app/(auth)/actions";
import { AcceptInvitation } from "@/components/access/accept-invitation";
import { AuthFrame } from "@/components/shell/auth-frame";
import { acceptInvitationAction, invitationAction } from "./actions";

export const metadata: Metadata = { title: "Invitation" };

export default function InvitationPage() {
  return (
    <AuthFrame title="Join an organization">
      <AcceptInvitation
        look={invitationAction}
        accept={acceptInvitationAction}
        signOut={signOutAction}
      />
    </AuthFrame>
  );
}
