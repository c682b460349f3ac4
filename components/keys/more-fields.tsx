"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select, type SelectOption } from "@/components/ui/select";
import { entriesOf, entryErrors } from "./entries";
import { Fold } from "./fold";
import type { KeyDraft } from "./key-draft";

/** Who answers for a key, from when on it works, and how it is found again. */
export function MoreFields({
  value,
  owners,
  signed,
  onChange,
  errorAt,
}: {
  value: KeyDraft;
  owners: SelectOption[];
  /** Whether a token says from when on it works, for good. */
  signed: boolean;
  onChange: (value: KeyDraft) => void;
  errorAt: (path: string) => string | undefined;
}) {
  const tags = entriesOf(value.tags).map((entry) => entry.value);
  const owner = value.owner ?? owners[0]?.value;
  const tagErrors = entryErrors(value.tags, "tags", errorAt).map((words) =>
    words.replace(/^Line \d+, /, ""),
  );
  const wrong = tagErrors.length > 0 || errorAt("notBefore") || errorAt("ownerId");
  const summary = [
    owners.length > 0 && `Owner: ${owners.find((one) => one.value === owner)?.label ?? "unknown"}`,
    !signed && value.notBefore && "Starts later",
    tags.length > 0 && tags.join(", "),
  ].filter((part) => typeof part === "string" && part !== "");

  return (
    <Fold
      title="More"
      summary={summary.join(" · ") || (signed ? "Tags" : "Start and tags")}
      forced={Boolean(wrong)}
    >
      {owners.length > 0 && (
        <Field
          label="Owner"
          error={errorAt("ownerId")}
          hint="Their role limits what the key may use. A key of the application itself has no such limit."
        >
          <Select
            options={owners}
            value={owner ?? null}
            placeholder="Nobody who is a member"
            onValueChange={(next) => onChange({ ...value, owner: next })}
          />
        </Field>
      )}
      {!signed && (
        <Field
          label="Not before"
          optional
          error={errorAt("notBefore")}
          hint="Refused until then. Your time; empty for at once."
        >
          <Input
            type="datetime-local"
            value={value.notBefore}
            onChange={(event) => onChange({ ...value, notBefore: event.target.value })}
            className="sm:max-w-64"
          />
        </Field>
      )}
      <Field
        label="Tags"
        optional
        error={tagErrors.join(" ") || undefined}
        hint="To find keys by, with spaces between: eu nightly team:billing"
      >
        <Input
          value={value.tags}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          onChange={(event) => onChange({ ...value, tags: event.target.value })}
        />
      </Field>
    </Fold>
  );
}
