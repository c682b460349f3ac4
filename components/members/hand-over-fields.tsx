"use client";

import { Field } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { RadioGroup } from "@/components/ui/radio-group";
import { Select } from "@/components/ui/select";
import type { Possessions } from "@/lib/members/summary";
import type { Departed, HandOverInput } from "./member-actions";
import { OwnedApplications, OwnedKeys } from "./possession-list";

const fates = [
  {
    value: "transfer",
    label: "Transfer them",
    hint: "They keep working within what their new owner's role allows.",
  },
  {
    value: "service-owned",
    label: "Make them service-owned",
    hint: "They belong to nobody, and no role limits what they use of their application's grants.",
  },
  {
    value: "quarantine",
    label: "Quarantine them",
    hint: "They are refused at once, until an owner or admin enables or revokes them.",
  },
  {
    value: "revoke",
    label: "Revoke them",
    hint: "They are refused at once. A revoked key cannot be brought back.",
  },
];

export function HandOverFields({
  owned,
  leaving,
  mayKeepKeys,
  usual,
  wish,
  onChange,
  errorAt,
}: {
  owned: Possessions;
  leaving: boolean;
  mayKeepKeys: boolean;
  /** What the organization's policy does with such keys, or `ask`. */
  usual: Departed;
  wish: HandOverInput;
  onChange: (wish: HandOverInput) => void;
  errorAt: (path: string) => string | undefined;
}) {
  const { applications, keys, tokens } = owned;
  const heirs = owned.heirs.map(({ id, name, email }) => ({ value: id, label: name, hint: email }));
  const who = leaving ? "You own" : "They own";
  if (applications.length + keys.length + tokens.length === 0) {
    return <p className="text-muted">{who} no applications and no keys.</p>;
  }
  return (
    <>
      {applications.length > 0 && (
        <section className="flex flex-col gap-3">
          <h3 className="font-medium">
            {who}{" "}
            {applications.length === 1 ? "1 application" : `${applications.length} applications`}
          </h3>
          <OwnedApplications items={applications} />
          <Field
            label="Transfer the applications to"
            error={errorAt("applicationsTo")}
            hint="The new owner manages them. Their keys keep working."
          >
            <Select
              value={wish.applicationsTo ?? null}
              options={heirs}
              onValueChange={(applicationsTo) => onChange({ ...wish, applicationsTo })}
            />
          </Field>
        </section>
      )}
      {keys.length > 0 && (
        <section className="flex flex-col gap-3">
          <h3 className="font-medium">
            {who} {keys.length === 1 ? "1 key" : `${keys.length} keys`}
          </h3>
          <OwnedKeys items={keys} />
          {mayKeepKeys ? (
            <RadioGroup
              label="What becomes of the keys"
              value={wish.keys}
              onValueChange={(fate) => onChange({ ...wish, keys: fate })}
              options={fates.map((fate) =>
                fate.value === usual
                  ? { ...fate, label: `${fate.label} (the organization’s policy)` }
                  : fate,
              )}
            />
          ) : (
            <p className="text-sm">
              They are revoked and refused at once. To keep one working, ask an owner or admin to
              remove you: they can hand it over.
            </p>
          )}
          {wish.keys === "transfer" && (
            <Field label="Transfer the keys to" error={errorAt("keysTo")}>
              <Select
                value={wish.keysTo ?? null}
                options={heirs}
                onValueChange={(keysTo) => onChange({ ...wish, keysTo })}
              />
            </Field>
          )}
        </section>
      )}
      {tokens.length > 0 && (
        <Notice
          tone="warn"
          title={
            tokens.length === 1
              ? "A service token goes on working"
              : `${tokens.length} service tokens go on working`
          }
        >
          {leaving ? "You" : "They"} created {tokens.map(({ name }) => `“${name}”`).join(", ")}.
          Replace what {leaving ? "you" : "they"} may still have.
        </Notice>
      )}
    </>
  );
}
