"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { SubmitButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { toast } from "@/components/ui/toast";
import { useAnswer } from "@/components/ui/use-answer";
import type { OrganizationSummary } from "@/lib/organizations/summary";
import type { OrganizationActions } from "./organization-actions";

const verbatim = { autoComplete: "off", autoCapitalize: "none", spellCheck: false } as const;

export function OrganizationForm({
  organization,
  host,
  edit,
}: {
  organization: OrganizationSummary;
  host: string;
  edit: OrganizationActions["edit"];
}) {
  const router = useRouter();
  const { revision } = organization;
  const [wish, setWish] = useState({
    name: organization.name,
    slug: organization.slug,
    keyPrefix: organization.keyPrefix,
  });
  const { submit, pending, errorAt, banner } = useAnswer(
    (input: typeof wish) => edit(revision, input),
    (saved) => {
      if (saved.slug !== organization.slug) {
        window.location.assign(`/${saved.slug}/settings`);
        return;
      }
      toast({ title: "Organization saved" });
      router.refresh();
    },
  );
  const set = (field: keyof typeof wish) => (event: { target: { value: string } }) =>
    setWish({ ...wish, [field]: event.target.value });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit(wish);
      }}
    >
      <Card
        title="Organization"
        footer={<SubmitButton pending={pending}>Save organization</SubmitButton>}
      >
        <div className="flex flex-col gap-5">
          <FormError message={banner?.message} requestId={banner?.requestId} />
          <Field label="Name" error={errorAt("name")}>
            <Input value={wish.name} onChange={set("name")} autoComplete="organization" />
          </Field>
          <Field
            label="Slug"
            hint={`Stands in the address of every page: ${host}/${wish.slug}`}
            error={errorAt("slug")}
          >
            <Input mono value={wish.slug} onChange={set("slug")} {...verbatim} />
          </Field>
          {wish.slug !== organization.slug && (
            <Notice tone="warn" title="Addresses change">
              Pages under <code className="font-mono">/{organization.slug}</code> lead on to the new
              ones. Nobody else can ever take that slug, and you can take it again.
            </Notice>
          )}
          <Field
            label="Key prefix"
            hint="New keys begin with it. Keys that exist keep theirs."
            error={errorAt("keyPrefix")}
          >
            <Input mono value={wish.keyPrefix} onChange={set("keyPrefix")} {...verbatim} />
          </Field>
        </div>
      </Card>
    </form>
  );
}
