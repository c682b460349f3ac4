"use client";

import { useState } from "react";
import { SubmitButton } from "@/components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { toast } from "@/components/ui/toast";
import { useAnswer } from "@/components/ui/use-answer";
import type { FormResult } from "@/lib/form";
import type { KeyListItem, KeySummary } from "@/lib/keys/summary";
import { type ChoiceGroup, stillGranted } from "./permission-choices";
import { PermissionFields } from "./permission-fields";

export type EditKey = (
  id: string,
  revision: number,
  input: unknown,
) => Promise<FormResult<KeySummary>>;

const same = (a: readonly string[] | null, b: readonly string[] | null) =>
  JSON.stringify(a && [...a].sort()) === JSON.stringify(b && [...b].sort());

/** Renames a key, or changes what it may. Only what was changed is sent. */
export function EditKeyDialog({
  item,
  groups,
  edit,
  onClose,
}: {
  item: KeyListItem;
  groups: ChoiceGroup[];
  edit: EditKey;
  onClose: () => void;
}) {
  const granted = item.permissions && stillGranted(item.permissions, groups);
  const gone = item.permissions?.filter((name) => !granted?.includes(name)) ?? [];
  const [name, setName] = useState(item.name);
  const [permissions, setPermissions] = useState<readonly string[] | null>(granted);
  const { submit, pending, errorAt, banner } = useAnswer(
    (input: unknown) => edit(item.id, item.revision, input),
    (saved) => {
      onClose();
      toast({ title: `${saved.name} saved`, description: "It holds from the next request on." });
    },
  );
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title={`Edit ${item.name}`}>
      <form
        className="contents"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit({
            ...(name !== item.name && { name }),
            ...(!same(permissions, granted) && { permissions }),
          });
        }}
      >
        <DialogBody>
          <FormError message={banner?.message} requestId={banner?.requestId} />
          <Field label="Key name" error={errorAt("name")}>
            <Input
              value={name}
              onChange={(event) => setName(event.target.value)}
              autoComplete="off"
              required
            />
          </Field>
          {gone.length > 0 && (
            <Notice tone="warn" title="No longer granted to the application">
              <span className="break-words font-mono text-[0.92em]">{gone.join(", ")}</span>. The
              key is refused it; a change of its permissions takes it off the key.
            </Notice>
          )}
          {(groups.length > 0 || permissions !== null) && (
            <PermissionFields
              groups={groups}
              environment={item.environment}
              value={permissions}
              onChange={setPermissions}
              errorAt={errorAt}
            />
          )}
        </DialogBody>
        <DialogFooter>
          <DialogClose />
          <SubmitButton pending={pending}>Save key</SubmitButton>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
