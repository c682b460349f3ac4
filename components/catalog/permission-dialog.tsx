"use client";

import { SubmitButton } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { useSubmit } from "@/components/ui/use-submit";
import type { PermissionSummary } from "@/lib/catalog/summary";
import type { PermissionActions } from "./catalog-actions";

type Props = {
  permission: PermissionSummary | undefined;
  actions: PermissionActions;
  onDone: () => void;
};

/** Adds a permission, or edits `permission`; its name stays. */
export function PermissionDialog({ open, ...props }: Props & { open: boolean }) {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => next || props.onDone()}
      title={props.permission ? `Edit ${props.permission.name}` : "Add permission"}
    >
      <PermissionForm {...props} />
    </Dialog>
  );
}

function PermissionForm({ permission, actions, onDone }: Props) {
  const { onSubmit, pending, message, requestId, errorAt } = useSubmit(
    (form) =>
      permission ? actions.edit(permission.id, permission.revision, form) : actions.create(form),
    (saved) => {
      onDone();
      toast({ title: `${saved.name} ${permission ? "saved" : "added"}` });
    },
  );
  return (
    <form className="contents" onSubmit={onSubmit}>
      <DialogBody>
        {!permission && (
          <Field
            label="Name"
            error={errorAt("name")}
            hint="A resource and an action. The name stays as it is."
          >
            <Input
              name="name"
              required
              mono
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              placeholder="orders:read"
            />
          </Field>
        )}
        <Field label="Description" optional error={errorAt("description")}>
          <Input
            name="description"
            autoComplete="off"
            defaultValue={permission?.description}
            placeholder="Read orders and their lines"
          />
        </Field>
        <Checkbox
          name="sensitive"
          label="Sensitive"
          hint="Only owners and admins may grant it."
          defaultChecked={permission?.sensitive}
        />
        <FormError message={message} requestId={requestId} />
      </DialogBody>
      <DialogFooter>
        <DialogClose />
        <SubmitButton pending={pending}>{permission ? "Save" : "Add permission"}</SubmitButton>
      </DialogFooter>
    </form>
  );
}
