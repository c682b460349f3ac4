"use client";

import { useState } from "react";
import { Stopped } from "@/components/gates/stopped";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { KeyValueList } from "@/components/ui/key-value-list";
import { RelativeTime } from "@/components/ui/relative-time";
import { Select } from "@/components/ui/select";
import { EnvironmentBadge } from "@/components/ui/status-badge";
import { useAnswer } from "@/components/ui/use-answer";
import type { FormResult } from "@/lib/form";
import type { KeyListItem, RevokedKey } from "@/lib/keys/summary";

export type Revoke = (id: string, input: unknown) => Promise<FormResult<RevokedKey>>;

const reasons = [
  { value: "unused", label: "No longer used" },
  { value: "superseded", label: "Replaced by another key" },
  { value: "compromised", label: "Exposed or stolen" },
  { value: "owner-left", label: "Its owner left" },
  { value: "other", label: "Another reason" },
];

export function RevokeKeyDialog({
  item,
  revoke,
  onClose,
}: {
  item: KeyListItem;
  revoke: Revoke;
  onClose: () => void;
}) {
  const [reason, setReason] = useState("unused");
  const [revoked, setRevoked] = useState<RevokedKey>();
  const { submit, pending, banner } = useAnswer(
    (input: unknown) => revoke(item.id, input),
    setRevoked,
  );
  const change = (open: boolean) => !open && !pending && onClose();

  if (revoked)
    return (
      <Dialog open onOpenChange={change} size="md" title={`${item.name} is revoked`}>
        <DialogBody>
          <Stopped effect={revoked} />
        </DialogBody>
        <DialogFooter>
          <DialogClose>Close</DialogClose>
        </DialogFooter>
      </Dialog>
    );

  return (
    <Dialog
      open
      onOpenChange={change}
      size="md"
      title={`Revoke ${item.name}?`}
      description="Once a key is revoked, it cannot be retrieved. Whoever uses it is refused from then on."
    >
      <DialogBody>
        <KeyValueList
          items={[
            { label: "Application", value: item.applicationName },
            { label: "Environment", value: <EnvironmentBadge environment={item.environment} /> },
            { label: "Shared Key", value: <code className="text-sm">{item.sharedKey}</code> },
            {
              label: "Last used",
              value: <RelativeTime value={item.lastUsedAt} />,
              hint: item.lastUsedNetwork && `from ${item.lastUsedNetwork}`,
            },
          ]}
        />
        <Field label="Reason">
          <Select value={reason} onValueChange={setReason} options={reasons} />
        </Field>
        <FormError message={banner?.message} requestId={banner?.requestId} />
      </DialogBody>
      <DialogFooter>
        <DialogClose />
        <Button variant="danger" pending={pending} onClick={() => submit({ reason })}>
          Revoke key
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
