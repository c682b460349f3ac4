"use client";

import { SubmitButton } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { toast } from "@/components/ui/toast";
import { useSubmit } from "@/components/ui/use-submit";
import type { EndpointSummary, Method, PermissionSummary } from "@/lib/catalog/summary";
import type { EndpointActions } from "./catalog-actions";

const methods: Method[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

type Props = {
  endpoint: EndpointSummary | undefined;
  permissions: PermissionSummary[];
  actions: EndpointActions;
  onDone: () => void;
};

/** Adds an endpoint, or edits `endpoint`. */
export function EndpointDialog({ open, ...props }: Props & { open: boolean }) {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => next || props.onDone()}
      title={props.endpoint ? "Edit endpoint" : "Add endpoint"}
    >
      <EndpointForm {...props} />
    </Dialog>
  );
}

function EndpointForm({ endpoint, permissions, actions, onDone }: Props) {
  const { onSubmit, pending, message, requestId, errorAt } = useSubmit(
    (form) =>
      endpoint ? actions.edit(endpoint.id, endpoint.revision, form) : actions.create(form),
    (saved) => {
      onDone();
      toast({ title: `${saved.method} ${saved.path} ${endpoint ? "saved" : "added"}` });
    },
  );
  return (
    <form className="contents" onSubmit={onSubmit}>
      <DialogBody>
        <div className="grid gap-5 sm:grid-cols-[9rem_minmax(0,1fr)]">
          <Field label="Method" error={errorAt("method")}>
            <Select
              name="method"
              defaultValue={endpoint?.method ?? "GET"}
              options={methods.map((method) => ({ value: method, label: method }))}
            />
          </Field>
          <Field
            label="Path"
            error={errorAt("path")}
            hint={
              <>
                Put what varies in braces: <code className="font-mono">/orders/{"{orderId}"}</code>
              </>
            }
          >
            <Input
              name="path"
              required
              mono
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              defaultValue={endpoint?.path}
              placeholder="/orders/{orderId}"
            />
          </Field>
        </div>
        <Field label="Summary" optional error={errorAt("summary")}>
          <Input
            name="summary"
            autoComplete="off"
            defaultValue={endpoint?.summary}
            placeholder="Read one order"
          />
        </Field>
        <Field
          label="Required permission"
          error={errorAt("permission")}
          hint="An application may call the endpoint if it was granted this permission, or this very endpoint."
        >
          <Select
            name="permission"
            defaultValue={endpoint?.permission?.name ?? "none"}
            options={[
              { value: "none", label: "None: granted by itself only" },
              ...permissions.map(({ name, description, sensitive }) => ({
                value: name,
                label: sensitive ? `${name} (sensitive)` : name,
                hint: description,
              })),
            ]}
          />
        </Field>
        <Checkbox
          name="deprecated"
          label="Deprecated"
          hint="It keeps working, and is marked wherever it can be granted."
          defaultChecked={endpoint?.deprecated}
        />
        <FormError message={message} requestId={requestId} />
      </DialogBody>
      <DialogFooter>
        <DialogClose />
        <SubmitButton pending={pending}>{endpoint ? "Save" : "Add endpoint"}</SubmitButton>
      </DialogFooter>
    </form>
  );
}
