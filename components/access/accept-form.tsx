"use client";

import type { FormEvent } from "react";
import { SubmitButton } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { useAnswer } from "@/components/ui/use-answer";
import type { FormResult } from "@/lib/form";
import type { InvitationOffer } from "@/lib/invitations/summary";
import { PasswordInput } from "./password-input";
import { requestSignIn } from "./sign-in-request";

export type AcceptInput = { name?: string; password?: string };
type Accept = (input: AcceptInput) => Promise<FormResult<{ slug: string }>>;
type Typed = { name: string; password: string };

/** Accepts as a new person, after signing in, or as the one who is signed in. */
export function AcceptForm({ offer, accept }: { offer: InvitationOffer; accept: Accept }) {
  const { account, email, organization } = offer;
  const { submit, pending, errorAt, banner } = useAnswer(
    (typed: Typed) => enter(offer, accept, typed),
    (place) => window.location.assign(place),
  );

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: keyof Typed) => String(form.get(name) ?? "");
    submit({ name: text("name"), password: text("password") });
  }

  return (
    <form onSubmit={onSubmit} noValidate className="flex flex-col gap-4">
      <FormError message={banner?.message} requestId={banner?.requestId} />
      {account !== "signed-in" && (
        <input name="username" autoComplete="username" value={email} readOnly hidden />
      )}
      {account === "new" && (
        <>
          <Field label="Your name" error={errorAt("name")}>
            <Input name="name" autoComplete="name" autoFocus />
          </Field>
          <Field
            label="Password"
            hint="At least 15 characters. A few unrelated words make a good one."
            error={errorAt("password")}
          >
            <PasswordInput name="password" autoComplete="new-password" />
          </Field>
        </>
      )}
      {account === "known" && (
        <Field
          label="Password"
          hint={`There is an account for ${email}. Sign in to it to accept.`}
          error={errorAt("password")}
        >
          <PasswordInput name="password" autoComplete="current-password" autoFocus />
        </Field>
      )}
      <SubmitButton size="lg" pending={pending} className="mt-2">
        {account === "known" ? `Sign in and join ${organization}` : `Join ${organization}`}
      </SubmitButton>
    </form>
  );
}

/** Where to go on, as a member. */
async function enter(
  { account, email }: InvitationOffer,
  accept: Accept,
  { name, password }: Typed,
): Promise<FormResult<string>> {
  if (account === "known") {
    const entered = await requestSignIn({ email, password });
    if (!entered.ok) return entered;
  }
  const joined = await accept(account === "new" ? { name, password } : {});
  if (!joined.ok) return joined;
  if (account !== "new") return { ok: true, data: `/${joined.data.slug}` };
  const entered = await requestSignIn({ email, password }).catch(() => ({ ok: false }));
  return { ok: true, data: entered.ok ? `/${joined.data.slug}` : "/sign-in" };
}
