"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import {
  type Expiry,
  type ExpiryChoice,
  expiryInput,
  expiryOptions,
} from "@/components/keys/expiry";
import { Button, SubmitButton } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { environmentOptions } from "@/components/ui/environment-options";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { SecretReveal } from "@/components/ui/secret-reveal";
import { Select } from "@/components/ui/select";
import { toast } from "@/components/ui/toast";
import { useAnswer } from "@/components/ui/use-answer";
import type { Scope } from "@/lib/access/rights";
import type { FormResult } from "@/lib/form";
import type { CreatedToken } from "@/lib/tokens/summary";
import { ScopePicker } from "./scope-picker";

export type CreateTokenAction = (input: unknown) => Promise<FormResult<CreatedToken>>;
type ApiChoice = { slug: string; name: string };

const any = "any";

/** Creates a service token and shows it once. */
export function CreateTokenDialog({
  apis,
  action,
}: {
  apis: ApiChoice[];
  action: CreateTokenAction;
}) {
  const [open, setOpen] = useState(false);
  const [created, setCreated] = useState<CreatedToken>();
  return (
    <>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        size="lg"
        title="Create service token"
        description="A credential of a machine that talks to Portcullis itself: a gateway that verifies keys, a pipeline that manages them."
        trigger={
          <Button variant="primary" icon={<Plus />}>
            Create service token
          </Button>
        }
      >
        <TokenForm
          apis={apis}
          action={action}
          onCreated={(token) => {
            setOpen(false);
            setCreated(token);
          }}
        />
      </Dialog>
      {created && (
        <SecretReveal
          title={`“${created.token.name}” created`}
          description="Give the service token to the machine that uses it, as an environment variable."
          secrets={[{ label: "Service token", value: created.serviceToken }]}
          onStored={() => {
            setCreated(undefined);
            toast({ title: "Service token created" });
          }}
        >
          <CodeBlock label=".env" code={`PORTCULLIS_TOKEN=${created.serviceToken}`} wrap />
        </SecretReveal>
      )}
    </>
  );
}

function TokenForm({
  apis,
  action,
  onCreated,
}: {
  apis: ApiChoice[];
  action: CreateTokenAction;
  onCreated: (created: CreatedToken) => void;
}) {
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<Scope[]>(["keys.verify"]);
  const [api, setApi] = useState(any);
  const [environment, setEnvironment] = useState(any);
  const [expiry, setExpiry] = useState<Expiry>({ choice: "365", date: "" });
  const { submit, pending, errorAt, banner } = useAnswer(action, onCreated);
  const errorScopes = errorAt("scopes") ?? errorAt("scopes.0");

  return (
    <form
      className="contents"
      onSubmit={(event) => {
        event.preventDefault();
        submit({
          name,
          scopes,
          api: api === any ? null : api,
          environment: environment === any ? null : environment,
          expiresAt: expiryInput(expiry, Date.now()),
        });
      }}
    >
      <DialogBody>
        <Field label="Name" error={errorAt("name")}>
          <Input
            value={name}
            onChange={(event) => setName(event.target.value)}
            placeholder="Orders gateway"
            autoComplete="off"
            required
          />
        </Field>
        <ScopePicker value={scopes} onChange={setScopes} error={errorScopes} />
        <div className="grid gap-5 sm:grid-cols-2">
          <Field label="API" error={errorAt("api")} hint="Verifies keys for this API only.">
            <Select
              value={api}
              onValueChange={setApi}
              options={[
                { value: any, label: "Every API" },
                ...apis.map((one) => ({ value: one.slug, label: one.name, hint: one.slug })),
              ]}
            />
          </Field>
          <Field
            label="Environment"
            error={errorAt("environment")}
            hint="Keys of another one are refused."
          >
            <Select
              value={environment}
              onValueChange={setEnvironment}
              options={[{ value: any, label: "Every environment" }, ...environmentOptions]}
            />
          </Field>
          <Field
            label="Expires"
            error={expiry.choice === "date" ? undefined : errorAt("expiresAt")}
          >
            <Select
              value={expiry.choice}
              onValueChange={(choice) => setExpiry({ ...expiry, choice: choice as ExpiryChoice })}
              options={expiryOptions}
            />
          </Field>
          {expiry.choice === "date" && (
            <Field label="Last day" error={errorAt("expiresAt")}>
              <Input
                type="date"
                required
                value={expiry.date}
                onChange={(event) => setExpiry({ ...expiry, date: event.target.value })}
              />
            </Field>
          )}
        </div>
        <FormError message={banner?.message} requestId={banner?.requestId} />
      </DialogBody>
      <DialogFooter>
        <DialogClose />
        <SubmitButton pending={pending}>Create service token</SubmitButton>
      </DialogFooter>
    </form>
  );
}
