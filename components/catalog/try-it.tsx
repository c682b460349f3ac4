"use client";

import { useState } from "react";
import { SubmitButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { SegmentedControl } from "@/components/ui/segmented-control";
import { Select } from "@/components/ui/select";
import { useSubmit } from "@/components/ui/use-submit";
import type { Method } from "@/lib/catalog/summary";
import type { FormResult } from "@/lib/form";
import type { Trial } from "@/lib/verification/try";
import { TryItResult } from "./try-it-result";

const methods: Method[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

type Asked = "request" | "permission";

const kinds = [
  { value: "request", label: "A request" },
  { value: "permission", label: "A permission" },
];

/** Asks what a gateway would be told about a key. The key stays in its field and goes nowhere else. */
export function TryIt({
  permissions,
  example,
  mayFix,
  action,
}: {
  permissions: { name: string; sensitive: boolean }[];
  example: { method: Method; path: string } | undefined;
  /** Whether the viewer may put anything right. */
  mayFix: boolean;
  action: (form: FormData) => Promise<FormResult<Trial>>;
}) {
  const [asked, setAsked] = useState<Asked>("request");
  const [trial, setTrial] = useState<Trial>();
  const { onSubmit, pending, message, requestId, errorAt } = useSubmit(action, setTrial);
  return (
    <Card
      title="Try it"
      description="Paste a key and see what the gate says of it, and why. The key is not kept, and neither usage nor limits count this."
    >
      <form onSubmit={onSubmit} className="flex flex-col gap-5" autoComplete="off">
        <Field label="Key" error={errorAt("key")}>
          <Input
            name="key"
            type="password"
            mono
            required
            autoComplete="one-time-code"
            autoCapitalize="none"
            spellCheck={false}
            placeholder="pcl_live_…"
          />
        </Field>
        <div className="flex flex-col items-start gap-2">
          <span className="font-medium">May it do this?</span>
          <SegmentedControl
            label="What to ask"
            options={kinds}
            value={asked}
            onValueChange={(next) => setAsked(next === "permission" ? next : "request")}
          />
        </div>
        {asked === "request" ? (
          <div className="grid gap-5 sm:grid-cols-[9rem_minmax(0,1fr)]">
            <Field label="Method" error={errorAt("method")}>
              <Select
                name="method"
                defaultValue={example?.method ?? "GET"}
                options={methods.map((method) => ({ value: method, label: method }))}
              />
            </Field>
            <Field label="Path" error={errorAt("path")}>
              <Input
                name="path"
                mono
                required
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                placeholder={example?.path ?? "/orders/42"}
              />
            </Field>
          </div>
        ) : (
          <Field label="Permission" error={errorAt("permission")}>
            <Select
              name="permission"
              defaultValue="any"
              options={[
                { value: "any", label: "Anything on this API" },
                ...permissions.map(({ name, sensitive }) => ({
                  value: name,
                  label: sensitive ? `${name} (sensitive)` : name,
                })),
              ]}
            />
          </Field>
        )}
        <details className="group">
          <summary className="w-fit cursor-pointer font-medium">From where?</summary>
          <div className="mt-4 grid gap-5 sm:grid-cols-2">
            <Field
              label="IP address"
              optional
              error={errorAt("ip")}
              hint="Needed where the key is limited to networks."
            >
              <Input
                name="ip"
                mono
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                placeholder="203.0.113.7"
              />
            </Field>
            <Field
              label="Origin"
              optional
              error={errorAt("origin")}
              hint="As a browser sends it. Needed where the key is limited to origins."
            >
              <Input
                name="origin"
                mono
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                placeholder="https://crm.example"
              />
            </Field>
          </div>
        </details>
        <FormError message={message} requestId={requestId} />
        <SubmitButton pending={pending} className="self-start">
          Ask
        </SubmitButton>
      </form>
      <div role="status" className={trial ? "mt-5" : undefined}>
        {trial && <TryItResult trial={trial} mayFix={mayFix} />}
      </div>
    </Card>
  );
}
