"use client";

import { Pencil } from "lucide-react";
import { useState } from "react";
import { Button, SubmitButton } from "@/components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import { toast } from "@/components/ui/toast";
import { useAnswer } from "@/components/ui/use-answer";
import type { CatalogApi } from "@/lib/catalog/summary";
import type { FormResult } from "@/lib/form";
import type { GrantList } from "@/lib/grants/summary";
import { GrantPicker } from "./grant-picker";
import { type Selection, selectionOf, wishesOf } from "./selection";

export function EditGrantsDialog({
  application,
  catalog,
  grants,
  maySensitive,
  replace,
}: {
  application: string;
  catalog: CatalogApi[];
  grants: GrantList["grants"];
  maySensitive: boolean;
  replace: (input: unknown) => Promise<FormResult<GrantList>>;
}) {
  const initial = selectionOf(grants);
  const [open, setOpen] = useState(false);
  const [selection, setSelection] = useState<Selection>(initial);
  const { submit, pending, failure, reset } = useAnswer(replace, () => {
    setOpen(false);
    toast({ title: `Permissions of ${application} saved` });
  });

  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (next) setSelection(initial);
        setOpen(next);
        reset();
      }}
      trigger={
        <Button variant={grants.length > 0 ? "secondary" : "primary"} icon={<Pencil />}>
          Manage permissions
        </Button>
      }
      size="lg"
      title="Manage permissions"
      description={`What ${application} may call. A change takes effect with the next request.`}
    >
      <form
        className="contents"
        onSubmit={(event) => {
          event.preventDefault();
          submit({ grants: wishesOf(selection) });
        }}
      >
        <DialogBody>
          <FormError
            message={
              failure && [failure.message, ...failure.errors.map((e) => e.message)].join(" ")
            }
            requestId={failure?.requestId}
          />
          <GrantPicker
            catalog={catalog}
            selection={selection}
            onChange={setSelection}
            initial={initial}
            maySensitive={maySensitive}
          />
        </DialogBody>
        <DialogFooter>
          <DialogClose />
          <SubmitButton pending={pending}>Save permissions</SubmitButton>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
