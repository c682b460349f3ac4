import { SecretReveal } from "@/components/ui/secret-reveal";
import type { IssuedInvitation } from "@/lib/invitations/summary";

/** The one time that a link is seen. */
export function InvitationReveal({
  issued: { invitation, link },
  onStored,
}: {
  issued: IssuedInvitation;
  onStored: () => void;
}) {
  return (
    <SecretReveal
      title={`Hand the link to ${invitation.email}`}
      description="Send it by a way that you trust: whoever opens it first can accept."
      important="Copy it now, it is not shown again. It works once, within 7 days. You can make a new one at any time."
      secrets={[{ label: "Invitation link", value: link }]}
      onStored={onStored}
    />
  );
}
