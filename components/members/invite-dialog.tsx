"use client";

import { UserPlus } from "lucide-react";
import { useState } from "react";
import { Button, SubmitButton } from "@/components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { RadioGroup } from "@/components/ui/radio-group";
import { toast } from "@/components/ui/toast";
import { useAnswer } from "@/components/ui/use-answer";
import type { IssuedInvitation } from "@/lib/invitations/summary";
import { InvitationReveal } from "./invitation-reveal";
import type { InvitationActions } from "./member-actions";
import { roleOptions } from "./role-words";

/** Invites somebody and shows the link once. */
export function InviteDialog({
  mayInviteOwner,
  invite,
  startOpen = false,
}: {
  mayInviteOwner: boolean;
  invite: InvitationActions["invite"];
  startOpen?: boolean;
}) {
  const [open, setOpen] = useState(startOpen);
  const [issued, setIssued] = useState<IssuedInvitation>();
  return (
    <>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Invite a member"
        description="You get a link to hand over. It works once, for this e-mail address, within 7 days."
        trigger={
          <Button variant="primary" icon={<UserPlus />}>
            Invite member
          </Button>
        }
      >
        <InviteForm
          mayInviteOwner={mayInviteOwner}
          invite={invite}
          onIssued={(made) => {
            setOpen(false);
            setIssued(made);
          }}
        />
      </Dialog>
      {issued && (
        <InvitationReveal
          issued={issued}
          onStored={() => {
            setIssued(undefined);
            toast({ title: `${issued.invitation.email} is invited` });
          }}
        />
      )}
    </>
  );
}

function InviteForm({
  mayInviteOwner,
  invite,
  onIssued,
}: {
  mayInviteOwner: boolean;
  invite: InvitationActions["invite"];
  onIssued: (issued: IssuedInvitation) => void;
}) {
  const [email, setEmail] = useState("");
  const [role, setRole] = useState("developer");
  const { submit, pending, errorAt, banner } = useAnswer(invite, onIssued);
  return (
    <form
      noValidate
      className="contents"
      onSubmit={(event) => {
        event.preventDefault();
        submit({ email, role });
      }}
    >
      <DialogBody>
        <Field label="E-mail address" error={errorAt("email")}>
          <Input
            type="email"
            value={email}
            onChange={(event) => setEmail(event.target.value)}
            placeholder="dora@example.com"
            autoComplete="off"
          />
        </Field>
        <RadioGroup
          label="Role"
          value={role}
          onValueChange={setRole}
          options={roleOptions(mayInviteOwner)}
        />
        <FormError message={banner?.message} requestId={banner?.requestId} />
      </DialogBody>
      <DialogFooter>
        <DialogClose />
        <SubmitButton pending={pending}>Make invitation link</SubmitButton>
      </DialogFooter>
    </form>
  );
}
