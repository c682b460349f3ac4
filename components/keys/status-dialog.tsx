"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import { toast } from "@/components/ui/toast";
import { useAnswer } from "@/components/ui/use-answer";
import type { KeyListItem, RevokedKey } from "@/lib/keys/summary";
import type { KeyActions } from "./key-actions";
import { KeyFacts } from "./key-facts";
import { NoteField } from "./note-field";
import { OfflineNote } from "./offline-note";
import { StoppedDialog } from "./stopped-dialog";
import { unplaced } from "./unplaced";
import { useLook } from "./use-look";

export type StatusChange = "disable" | "enable" | "quarantine";

const words = {
  disable: {
    title: (name: string) => `Disable ${name}?`,
    consequence: "Whoever uses it is refused until somebody enables it again.",
    confirm: "Disable key",
  },
  enable: {
    title: (name: string) => `Enable ${name}?`,
    consequence: "It works again from the next request on, with everything that it had.",
    confirm: "Enable key",
  },
  quarantine: {
    title: (name: string) => `Quarantine ${name}?`,
    consequence:
      "For a key that may be in wrong hands: it is refused, and only an owner or admin can enable it again.",
    confirm: "Quarantine key",
  },
};

/** Stops a key for a while, or lets it work again. */
export function StatusDialog({
  item,
  change,
  actions,
  onClose,
}: {
  item: KeyListItem;
  change: StatusChange;
  actions: KeyActions;
  onClose: () => void;
}) {
  const look = useLook(() => actions.look(item.id));
  const [note, setNote] = useState("");
  const [stopped, setStopped] = useState<RevokedKey>();
  const { title, consequence, confirm } = words[change];
  const { submit, failure, pending, errorAt } = useAnswer(
    (input: unknown) => actions[change](item.id, input),
    (done) => {
      if (change !== "enable") return setStopped(done);
      onClose();
      toast({ title: `${item.name} is active`, description: "It works from the next request on." });
    },
  );

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

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !pending && onClose()}
      title={title(item.name)}
      description={consequence}
    >
      <form
        className="contents"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit({ note });
        }}
      >
        <DialogBody>
          <FormError {...unplaced(failure, (path) => path === "note")} />
          <KeyFacts item={item} look={look} />
          {change !== "enable" && <OfflineNote item={item} />}
          <NoteField
            label={change === "quarantine" ? "Evidence" : "Note"}
            required={change === "quarantine"}
            value={note}
            error={errorAt("note")}
            onChange={setNote}
          />
        </DialogBody>
        <DialogFooter>
          <DialogClose />
          <Button
            type="submit"
            variant={change === "quarantine" ? "danger" : "primary"}
            pending={pending}
          >
            {confirm}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
