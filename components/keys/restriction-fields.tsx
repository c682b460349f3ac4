"use client";

import { Plus } from "lucide-react";
import { Button } from "@/components/ui/button";
import { entriesOf, entryErrors } from "./entries";
import { EntryField } from "./entry-field";
import { Fold } from "./fold";
import type { KeyDraft } from "./key-draft";
import type { KeySetting } from "./key-setting";
import { PermissionFields } from "./permission-fields";
import { restrictionWords } from "./restriction-words";

type ErrorAt = (path: string) => string | undefined;

/** For what, from where and from which pages a key may be used; of a token only for what. */
export function RestrictionFields({
  value,
  setting: { groups, rules, origin },
  onChange,
  errorAt,
}: {
  value: KeyDraft;
  setting: KeySetting;
  onChange: (value: KeyDraft) => void;
  errorAt: ErrorAt;
}) {
  const { permissions, networks, origins, environment, kind } = value;
  const signed = kind === "jwt";
  const networkErrors = entryErrors(networks, "allowedNetworks", errorAt);
  const originErrors = entryErrors(origins, "allowedOrigins", errorAt);
  const required = !signed && rules.networksRequired[environment];
  const carries = groups.length > 0 || permissions !== null;
  const wrong =
    networkErrors.length + originErrors.length > 0 || hasPermissionError(permissions, errorAt);
  const hasOrigin = entriesOf(origins).some((entry) => entry.value === origin);

  return (
    <Fold
      title="Restrictions"
      summary={restrictionWords({
        permissions,
        networks: signed ? null : entriesOf(networks).length,
        origins: signed ? 0 : entriesOf(origins).length,
      })}
      forced={wrong || (required && entriesOf(networks).length === 0)}
    >
      {carries && (
        <PermissionFields
          groups={groups}
          environment={environment}
          value={permissions}
          onChange={(next) => onChange({ ...value, permissions: next })}
          errorAt={errorAt}
        />
      )}
      {!signed && (
        <>
          <EntryField
            label="Allowed networks"
            optional={!required}
            hint={
              required
                ? "Policy demands them here. Addresses or networks, one per line."
                : "Addresses or networks, one per line. Empty: from anywhere."
            }
            placeholder={"203.0.113.0/24\n2001:db8::/48"}
            value={networks}
            errors={networkErrors}
            onChange={(next) => onChange({ ...value, networks: next })}
          />
          <EntryField
            label="Allowed origins"
            hint="For a key that a browser sends, one per line. Empty: none is demanded."
            placeholder="https://crm.example"
            value={origins}
            errors={originErrors}
            onChange={(next) => onChange({ ...value, origins: next })}
          >
            {origin && !hasOrigin && (
              <Button
                size="sm"
                icon={<Plus />}
                className="self-start"
                onClick={() =>
                  onChange({
                    ...value,
                    origins: [origins.trim(), origin].filter(Boolean).join("\n"),
                  })
                }
              >
                Add {origin}
              </Button>
            )}
          </EntryField>
        </>
      )}
    </Fold>
  );
}

const hasPermissionError = (permissions: string[] | null, errorAt: ErrorAt) =>
  Boolean(errorAt("permissions")) ||
  (permissions ?? []).some((_, index) => errorAt(`permissions.${index}`));
