"use client";

import type { FormEvent } from "react";
import { SubmitButton } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { useAnswer } from "@/components/ui/use-answer";
import { PasswordInput } from "./password-input";
import { requestSignIn } from "./sign-in-request";

export function SignInForm({ next }: { next: string }) {
  const { submit, pending, errorAt, banner } = useAnswer(requestSignIn, () =>
    window.location.assign(next),
  );

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    submit({ email: String(form.get("email")), password: String(form.get("password")) });
  }

  return (
    <form onSubmit={onSubmit} noValidate className="flex flex-col gap-4">
      <FormError message={banner?.message} requestId={banner?.requestId} />
      <Field label="E-mail address" error={errorAt("email")}>
        <Input name="email" type="email" autoComplete="username" autoFocus />
      </Field>
      <Field label="Password" error={errorAt("password")}>
        <PasswordInput name="password" autoComplete="current-password" />
      </Field>
      <SubmitButton size="lg" pending={pending} className="mt-2">
        Sign in
      </SubmitButton>
    </form>
  );
}
