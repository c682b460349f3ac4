"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { RadioGroup } from "@/components/ui/radio-group";
import { Select } from "@/components/ui/select";
import { useAnswer } from "@/components/ui/use-answer";
import type { KeyListItem, RevokedKey } from "@/lib/keys/summary";
import type { KeyActions } from "./key-actions";
import { KeyFacts } from "./key-facts";
import { NoteField } from "./note-field";
import { OfflineNote } from "./offline-note";
import { StoppedDialog } from "./stopped-dialog";
import { unplaced } from "./unplaced";
import { useLook } from "./use-look";

type Way = "rotate" | "disable" | "revoke";

export const revokeReasons = [
  { value: "unused", label: "No longer used" },
  { value: "superseded", label: "Replaced by another key" },
  { value: "compromised", label: "Exposed or stolen" },
  { value: "owner-left", label: "Its owner left" },
  { value: "other", label: "Another reason" },
];

const ways = {
  rotate: {
    label: "Rotate instead",
    hint: "A new key takes over; this one works on until its callers have it.",
  },
  disable: { label: "Disable for now", hint: "Refused until somebody enables it again." },
  revoke: { label: "Revoke", hint: "Refused for good." },
} satisfies Record<Way, { label: string; hint: string }>;

export function RevokeKeyDialog({
  item,
  actions,
  mayDisable = false,
  onRotate,
  onClose,
}: {
  item: KeyListItem;
  actions: Pick<KeyActions, "revoke" | "disable"> & Partial<Pick<KeyActions, "look">>;
  /** Whether it can be disabled in its place. */
  mayDisable?: boolean;
  /** Goes on to rotate it in its place, where that can be done. */
  onRotate?: (() => void) | undefined;
  onClose: () => void;
}) {
  const { look: ask } = actions;
  const look = useLook(ask && (() => ask(item.id)));
  const [way, setWay] = useState<Way>("revoke");
  const [reason, setReason] = useState("unused");
  const [note, setNote] = useState("");
  const [stopped, setStopped] = useState<RevokedKey>();
  const revoking = useAnswer((input: unknown) => actions.revoke(item.id, input), setStopped);
  const disabling = useAnswer((input: unknown) => actions.disable(item.id, input), setStopped);
  const { failure, errorAt, pending } = way === "disable" ? disabling : revoking;
  const can: Record<Way, boolean> = {
    rotate: onRotate !== undefined,
    disable: mayDisable,
    revoke: true,
  };
  const offered = (["rotate", "disable", "revoke"] as const).filter((one) => can[one]);

  if (stopped)
    return (
      <StoppedDialog
        title={`${item.name} is ${stopped.key.status}`}
        effect={stopped}
        onClose={onClose}
      >
        <OfflineNote item={item} />
      </StoppedDialog>
    );

  function go() {
    if (way === "rotate") onRotate?.();
    else if (way === "disable") disabling.submit({ note });
    else revoking.submit({ reason, note });
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !pending && onClose()}
      title={`Revoke ${item.name}?`}
      description="Once a key is revoked, it cannot be retrieved. Whoever uses it is refused from then on."
    >
      <DialogBody>
        <FormError {...unplaced(failure)} />
        <KeyFacts item={item} look={look} />
        {offered.length > 1 && (
          <RadioGroup
            label="What is to happen"
            value={way}
            onValueChange={(next) => setWay(next as Way)}
            options={offered.map((value) => ({ value, ...ways[value] }))}
          />
        )}
        {way !== "rotate" && <OfflineNote item={item} />}
        {way === "revoke" && (
          <Field label="Reason">
            <Select value={reason} onValueChange={setReason} options={revokeReasons} />
          </Field>
        )}
        {way !== "rotate" && (
          <NoteField
            hint="It stays in the audit log."
            value={note}
            error={errorAt("note")}
            onChange={setNote}
          />
        )}
      </DialogBody>
      <DialogFooter>
        <DialogClose />
        <Button variant={way === "revoke" ? "danger" : "primary"} pending={pending} onClick={go}>
          {way === "rotate" ? "Rotate…" : way === "disable" ? "Disable key" : "Revoke key"}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
