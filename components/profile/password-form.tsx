"use client";

import { useState } from "react";
import { PasswordInput } from "@/components/access/password-input";
import { SubmitButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { toast } from "@/components/ui/toast";
import { useAnswer } from "@/components/ui/use-answer";
import type { FormResult } from "@/lib/form";

const nothing = { current: "", password: "" };

export function PasswordForm({
  email,
  change,
}: {
  email: string;
  change: (input: typeof nothing) => Promise<FormResult<null>>;
}) {
  const [wish, setWish] = useState(nothing);
  const { submit, pending, errorAt, banner } = useAnswer(change, () => {
    setWish(nothing);
    toast({ title: "Password changed", description: "Your other sessions are ended." });
  });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit(wish);
      }}
    >
      <Card
        title="Password"
        description="Changing it ends your sessions in other browsers."
        footer={
          <SubmitButton variant="secondary" pending={pending}>
            Change password
          </SubmitButton>
        }
      >
        <div className="flex max-w-md flex-col gap-5">
          <FormError message={banner?.message} requestId={banner?.requestId} />
          <input name="username" autoComplete="username" value={email} readOnly hidden />
          <Field label="Present password" error={errorAt("current")}>
            <PasswordInput
              autoComplete="current-password"
              value={wish.current}
              onChange={(event) => setWish({ ...wish, current: event.target.value })}
            />
          </Field>
          <Field
            label="New password"
            hint="At least 15 characters. A few unrelated words make a good one."
            error={errorAt("password")}
          >
            <PasswordInput
              autoComplete="new-password"
              value={wish.password}
              onChange={(event) => setWish({ ...wish, password: event.target.value })}
            />
          </Field>
        </div>
      </Card>
    </form>
  );
}
