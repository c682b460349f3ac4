"use client";

import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { RadioGroup } from "@/components/ui/radio-group";
import type { Environment } from "@/lib/keys/format";
import { AudienceFields } from "./audience-fields";
import { ExpiryFields } from "./expiry-fields";
import { JwtGuideLink } from "./jwt-guide-link";
import { boundsOf, inEnvironment, type KeyDraft } from "./key-draft";
import type { KeySetting } from "./key-setting";
import { kindChoices } from "./kind-choices";
import { KindField } from "./kind-field";
import { LimitFields } from "./limit-fields";
import { MoreFields } from "./more-fields";
import { policyWords } from "./policy-words";
import { RestrictionFields } from "./restriction-fields";

const environments: { value: Environment; label: string; hint: string }[] = [
  { value: "development", label: "Development", hint: "Trying out" },
  { value: "staging", label: "Staging", hint: "Rehearsing" },
  { value: "production", label: "Production", hint: "Real data" },
];

export function EnvironmentField({
  value,
  closed = [],
  onChange,
}: {
  value: KeyDraft;
  /** Those that can't be chosen, as each key of them needs an approval. */
  closed?: readonly Environment[];
  onChange: (value: KeyDraft) => void;
}) {
  return (
    <RadioGroup
      label="Environment"
      layout="cards"
      options={environments.map((one) =>
        closed.includes(one.value) ? { ...one, hint: "Needs an approval", disabled: true } : one,
      )}
      value={value.environment}
      onValueChange={(next) => onChange(inEnvironment(value, next as Environment))}
    />
  );
}

/** Everything of a key but its environment. The common case is few fields; the rest is folded. */
export function KeyFields({
  value,
  setting,
  since,
  onChange,
  errorAt,
}: {
  value: KeyDraft;
  setting: KeySetting;
  /** When the key was made, where it is; its longest lifetime counts from then. */
  since?: number;
  onChange: (value: KeyDraft) => void;
  errorAt: (path: string) => string | undefined;
}) {
  const [now] = useState(Date.now);
  const policy = policyWords(setting.rules, value);
  const fresh = since === undefined;
  const isToken = value.kind === "jwt";
  const signed = isToken && !fresh;
  return (
    <>
      {fresh && (
        <KindField
          value={value.kind}
          choices={kindChoices(setting, value.environment)}
          error={errorAt("kind")}
          onChange={(kind) => onChange({ ...value, kind })}
        />
      )}
      <Field label="Key name" error={errorAt("name")} hint="Tells keys of one application apart.">
        <Input
          value={value.name}
          onChange={(event) => onChange({ ...value, name: event.target.value })}
          autoComplete="off"
          required
        />
      </Field>
      {!signed && (
        <ExpiryFields
          value={value.expiry}
          bounds={boundsOf(setting.rules, value, since ?? now)}
          error={errorAt("expiresAt")}
          onChange={(expiry) => onChange({ ...value, expiry })}
        />
      )}
      {isToken && fresh && (
        <>
          <AudienceFields
            apis={setting.apis}
            value={value.audiences}
            onChange={(audiences) => onChange({ ...value, audiences })}
            errorAt={errorAt}
          />
          <Notice title="Once it is revoked">
            Services that check it offline and follow the revocation stream learn of it within a
            fraction of a second, those that read the status list within half a minute. Others
            accept it until its end. <JwtGuideLink />.
          </Notice>
        </>
      )}
      {signed && (
        <Notice title="Its token is signed">
          When it begins and ends and which APIs it is for can’t be changed. Rotate the key for a
          token that says something else.
        </Notice>
      )}
      {policy && (
        <p className="flex gap-2 text-muted text-sm">
          <ShieldCheck aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span>
            <span className="font-medium text-text">Policy:</span> {policy}
          </span>
        </p>
      )}
      <div className="flex flex-col gap-2">
        <RestrictionFields value={value} setting={setting} onChange={onChange} errorAt={errorAt} />
        <LimitFields
          value={value.limits}
          onChange={(limits) => onChange({ ...value, limits })}
          errorAt={errorAt}
        />
        <MoreFields
          value={value}
          owners={setting.owners}
          signed={signed}
          onChange={onChange}
          errorAt={errorAt}
        />
      </div>
    </>
  );
}
