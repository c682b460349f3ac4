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
  const { submit, pending, banner } = useAnswer(requestSignIn, () => window.location.assign(next));

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    submit({ email: String(form.get("email")), password: String(form.get("password")) });
  }

  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4">
      <FormError message={banner?.message} />
      <Field label="E-mail address">
        <Input name="email" type="email" autoComplete="username" required autoFocus />
      </Field>
      <Field label="Password">
        <PasswordInput name="password" autoComplete="current-password" required />
      </Field>
      <SubmitButton size="lg" pending={pending} className="mt-2">
        Sign in
      </SubmitButton>
    </form>
  );
}
