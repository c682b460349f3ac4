"use client";

import { type FormEvent, useState } from "react";
import { SubmitButton } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { useAnswer } from "@/components/ui/use-answer";
import type { FormResult } from "@/lib/form";
import { slugFrom } from "@/lib/organizations/slug-from";
import { PasswordInput } from "./password-input";
import { SetUpLinkMissing } from "./set-up-link-missing";
import { requestSignIn } from "./sign-in-request";
import { useFragment } from "./use-fragment";

type Wish = Record<"organization" | "slug" | "name" | "email" | "password", string>;

export function SetUpForm({
  action,
  host,
}: {
  action: (token: string, input: Wish) => Promise<FormResult<{ slug: string }>>;
  host: string;
}) {
  const token = useFragment();
  const [organization, setOrganization] = useState("");
  const [slug, setSlug] = useState<string>();
  const { submit, pending, errorAt, banner } = useAnswer(
    async (input: Wish) => {
      const made = await action(token ?? "", input);
      if (!made.ok) return made;
      const entered = await requestSignIn(input).catch(() => ({ ok: false }));
      return { ok: true as const, data: entered.ok ? `/${made.data.slug}` : "/sign-in" };
    },
    (place) => window.location.assign(place),
  );

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: keyof Wish) => String(form.get(name));
    submit({
      organization: text("organization"),
      slug: text("slug"),
      name: text("name"),
      email: text("email"),
      password: text("password"),
    });
  }

  if (token === null) return <div className="h-105" />;
  if (token === "") return <SetUpLinkMissing />;
  return (
    <form onSubmit={onSubmit} noValidate className="flex flex-col gap-4">
      <FormError message={banner?.message} requestId={banner?.requestId} />
      <Field label="Organization" error={errorAt("organization")}>
        <Input
          name="organization"
          autoComplete="organization"
          autoFocus
          value={organization}
          onChange={(event) => setOrganization(event.target.value)}
        />
      </Field>
      <Field
        label="Short name"
        hint={`Stands in addresses: ${host}/${slug || slugFrom(organization) || "acme"}`}
        error={errorAt("slug")}
      >
        <Input
          name="slug"
          mono
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          value={slug ?? slugFrom(organization)}
          onChange={(event) => setSlug(event.target.value)}
        />
      </Field>
      <Field label="Your name" error={errorAt("name")}>
        <Input name="name" autoComplete="name" />
      </Field>
      <Field label="E-mail address" error={errorAt("email")}>
        <Input name="email" type="email" autoComplete="username" />
      </Field>
      <Field
        label="Password"
        hint="At least 15 characters. A few unrelated words make a good one."
        error={errorAt("password")}
      >
        <PasswordInput name="password" autoComplete="new-password" />
      </Field>
      <SubmitButton size="lg" pending={pending} className="mt-2">
        Set up Portcullis
      </SubmitButton>
    </form>
  );
}
