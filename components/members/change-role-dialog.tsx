"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import { Notice } from "@/components/ui/notice";
import { RadioGroup } from "@/components/ui/radio-group";
import { toast } from "@/components/ui/toast";
import { useAnswer } from "@/components/ui/use-answer";
import type { Role } from "@/lib/access/rights";
import type { MemberSummary } from "@/lib/members/summary";
import type { Ceilings } from "@/lib/policies/ceiling";
import type { MemberActions } from "./member-actions";
import { rightWords } from "./right-words";
import { keysNarrowed, narrowed, roleOptions, roleWords } from "./role-words";

export function ChangeRoleDialog({
  member,
  mayGiveOwner,
  ceilings,
  changeRole,
  onClose,
}: {
  member: MemberSummary;
  mayGiveOwner: boolean;
  ceilings: Ceilings;
  changeRole: MemberActions["changeRole"];
  onClose: () => void;
}) {
  const [role, setRole] = useState<Role>(member.role);
  const { submit, pending, failure } = useAnswer(
    () => changeRole(member.id, member.revision, { role }),
    (changed) => {
      toast({ title: `${changed.name} is now ${roleWords[changed.role].label.toLowerCase()}` });
      onClose();
    },
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !pending && onClose()}
      title={`Change the role of ${member.name}`}
      description="It holds from their next request on, and for the keys that they own at once."
    >
      <form
        className="contents"
        onSubmit={(event) => {
          event.preventDefault();
          submit(undefined);
        }}
      >
        <DialogBody>
          <RadioGroup
            label="Role"
            value={role}
            onValueChange={(value) => setRole(value as Role)}
            options={roleOptions(mayGiveOwner)}
          />
          {role !== member.role && <Narrowing member={member} to={role} ceilings={ceilings} />}
          <FormError message={failure?.message} requestId={failure?.requestId} />
        </DialogBody>
        <DialogFooter>
          <DialogClose />
          <Button type="submit" variant="primary" pending={pending} disabled={role === member.role}>
            Change role
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}

function Narrowing({
  member,
  to,
  ceilings,
}: {
  member: MemberSummary;
  to: Role;
  ceilings: Ceilings;
}) {
  const lost = narrowed(member.role, to);
  const keys = member.keys > 0 ? keysNarrowed(ceilings[member.role], ceilings[to]) : [];
  if (lost.length === 0 && keys.length === 0) return null;
  return (
    <Notice tone="warn" title="This narrows what they may do">
      {lost.length > 0 && (
        <details>
          <summary className="cursor-pointer">
            {lost.length === 1 ? "1 right reaches" : `${lost.length} rights reach`} less far
          </summary>
          <ul className="mt-1 list-disc pl-5">
            {lost.map((right) => (
              <li key={right}>{rightWords[right]}</li>
            ))}
          </ul>
        </details>
      )}
      {keys.length > 0 && (
        <p className="mt-1">
          {member.keys === 1 ? "Their key" : `Their ${member.keys} keys`}: {keys.join(" ")}
        </p>
      )}
    </Notice>
  );
}
