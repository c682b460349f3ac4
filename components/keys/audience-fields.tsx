"use client";

import { useId } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { RadioGroup } from "@/components/ui/radio-group";
import { FieldProblem } from "./field-problem";
import type { ConnectedApi } from "./permission-choices";

/** For which of the connected APIs a token is: null for each on which the key may do something. */
export function AudienceFields({
  apis,
  value,
  onChange,
  errorAt,
}: {
  apis: readonly ConnectedApi[];
  value: readonly string[] | null;
  onChange: (value: string[] | null) => void;
  errorAt: (path: string) => string | undefined;
}) {
  const errorId = useId();
  const error =
    errorAt("audiences") ?? value?.map((_, index) => errorAt(`audiences.${index}`)).find(Boolean);
  const [only] = apis;
  if (apis.length === 1 && value === null && only)
    return (
      <div className="flex flex-col gap-1">
        <p className="font-medium">For the API</p>
        <p className="text-muted">
          {only.name}, the only one that the application is connected to.
        </p>
        <FieldProblem message={error} />
      </div>
    );
  return (
    <fieldset className="flex min-w-0 flex-col gap-3" aria-describedby={error && errorId}>
      <RadioGroup
        label="For which APIs"
        value={value === null ? "all" : "some"}
        onValueChange={(next) => onChange(next === "all" ? null : [])}
        options={[
          {
            value: "all",
            label: "All connected APIs",
            hint: "Those on which it may do something when it is generated. One that is connected later needs a new token.",
          },
          {
            value: "some",
            label: "Only some of them",
            hint: value && value.length === 0 ? "Pick at least one." : undefined,
          },
        ]}
      />
      {value && (
        <ul
          aria-label="APIs"
          className="max-h-60 divide-y divide-line overflow-y-auto rounded-md border border-line"
        >
          {apis.map(({ slug, name }) => (
            <li key={slug} className="px-3.5 py-2">
              <Checkbox
                label={name}
                hint={<span className="font-mono">{slug}</span>}
                checked={value.includes(slug)}
                onCheckedChange={(on) =>
                  onChange([...value.filter((one) => one !== slug), ...(on ? [slug] : [])])
                }
              />
            </li>
          ))}
        </ul>
      )}
      <FieldProblem id={errorId} message={error} />
    </fieldset>
  );
}
