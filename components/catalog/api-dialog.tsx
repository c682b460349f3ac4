"use client";

import { useRouter } from "next/navigation";
import { type ReactElement, useState } from "react";
import { SubmitButton } from "@/components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { Select, type SelectOption } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { toast } from "@/components/ui/toast";
import { useSubmit } from "@/components/ui/use-submit";
import type { ApiSummary } from "@/lib/catalog/summary";
import type { FormResult } from "@/lib/form";
import { slugOf } from "./slug-of";

export type ApiAction = (form: FormData) => Promise<FormResult<ApiSummary>>;

/** Adds an API, or edits `api`. */
export function ApiDialog({
  org,
  api,
  owners,
  action,
  trigger,
}: {
  org: string;
  api?: ApiSummary;
  /** Who can own it; the first one does unless another is chosen. */
  owners: SelectOption[];
  action: ApiAction;
  trigger: ReactElement<Record<string, unknown>>;
}) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={trigger}
      title={api ? `Edit ${api.name}` : "Add API"}
      description={
        api
          ? undefined
          : "A service whose endpoints your applications may call. They come next: one by one, or all from an OpenAPI document."
      }
    >
      <ApiForm org={org} api={api} owners={owners} action={action} onDone={() => setOpen(false)} />
    </Dialog>
  );
}

function ApiForm({
  org,
  api,
  owners,
  action,
  onDone,
}: {
  org: string;
  api: ApiSummary | undefined;
  owners: SelectOption[];
  action: ApiAction;
  onDone: () => void;
}) {
  const router = useRouter();
  const [slug, setSlug] = useState(api?.slug ?? "");
  const [touched, setTouched] = useState(Boolean(api));
  const { onSubmit, pending, message, requestId, errorAt } = useSubmit(action, (saved) => {
    onDone();
    toast({ title: api ? "API saved" : `${saved.name} added` });
    if (saved.slug !== api?.slug) router.push(`/${org}/apis/${saved.slug}`);
  });
  return (
    <form className="contents" onSubmit={onSubmit}>
      <DialogBody>
        <Field label="Name" error={errorAt("name")}>
          <Input
            name="name"
            required
            autoComplete="off"
            defaultValue={api?.name}
            placeholder="Orders"
            onChange={(event) => touched || setSlug(slugOf(event.target.value))}
          />
        </Field>
        <Field
          label="Slug"
          error={errorAt("slug")}
          hint={
            api
              ? "Gateways name the API by it; change it there as well."
              : "Gateways name the API by it when they verify a key."
          }
        >
          <Input
            name="slug"
            required
            mono
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={slug}
            placeholder="orders"
            onChange={(event) => {
              setTouched(event.target.value !== "");
              setSlug(event.target.value);
            }}
          />
        </Field>
        <Field label="Base URL" error={errorAt("baseUrl")} hint="Where the API is called.">
          <Input
            name="baseUrl"
            required
            mono
            inputMode="url"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            defaultValue={api?.baseUrl}
            placeholder="https://api.example.com"
          />
        </Field>
        <Field label="Owner" error={errorAt("ownerId")} hint="Whom to ask about it.">
          <Select
            name="ownerId"
            defaultValue={api ? (api.ownerId ?? "none") : owners[0]?.value}
            options={[...ownerChoices(owners, api), { value: "none", label: "Nobody" }]}
          />
        </Field>
        <Field label="Description" optional error={errorAt("description")}>
          <Textarea name="description" defaultValue={api?.description} />
        </Field>
        <FormError message={message} requestId={requestId} />
      </DialogBody>
      <DialogFooter>
        <DialogClose />
        <SubmitButton pending={pending}>{api ? "Save" : "Add API"}</SubmitButton>
      </DialogFooter>
    </form>
  );
}

/** With the present owner, also one who has left. */
const ownerChoices = (owners: SelectOption[], api: ApiSummary | undefined): SelectOption[] =>
  !api?.ownerId || owners.some(({ value }) => value === api.ownerId)
    ? owners
    : [{ value: api.ownerId, label: api.ownerName ?? api.ownerId }, ...owners];
