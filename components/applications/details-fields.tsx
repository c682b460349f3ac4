"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";

export type Details = { name: string; baseUrl: string; description: string; ownerId?: string };
export type Owner = { id: string; name: string; email: string };

export const ownerOptions = (owners: Owner[]) =>
  owners.map((owner) => ({ value: owner.id, label: owner.name, hint: owner.email }));

/** `owners`: whom the viewer may choose; nobody, and the choice is absent. */
export function DetailsFields({
  value,
  onChange,
  errorAt,
  owners = [],
}: {
  value: Details;
  onChange: (value: Details) => void;
  errorAt: (path: string) => string | undefined;
  owners?: Owner[];
}) {
  return (
    <>
      <Field label="Application name" error={errorAt("name")}>
        <Input
          value={value.name}
          onChange={(event) => onChange({ ...value, name: event.target.value })}
          placeholder="CRM System"
          autoComplete="off"
          required
        />
      </Field>
      <Field
        label="Base URL"
        error={errorAt("baseUrl")}
        hint="Where the service that will call your APIs lives. https, or http on localhost."
      >
        <Input
          value={value.baseUrl}
          onChange={(event) => onChange({ ...value, baseUrl: event.target.value })}
          placeholder="https://crm.example.com"
          inputMode="url"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          mono
          required
        />
      </Field>
      <Field label="Description" optional error={errorAt("description")}>
        <Textarea
          value={value.description}
          onChange={(event) => onChange({ ...value, description: event.target.value })}
          placeholder="What it does, and whom to ask"
        />
      </Field>
      {owners.length > 0 && value.ownerId !== undefined && (
        <Field
          label="Owner"
          error={errorAt("ownerId")}
          hint="May manage the application and its keys."
        >
          <Select
            value={value.ownerId}
            onValueChange={(ownerId) => onChange({ ...value, ownerId })}
            options={ownerOptions(owners)}
          />
        </Field>
      )}
    </>
  );
}
