"use client";

import { Search } from "lucide-react";
import { useId, useState } from "react";
import { environmentsInWords } from "@/components/approvals/environment-words";
import { SensitiveMark } from "@/components/catalog/sensitive-mark";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { RadioGroup } from "@/components/ui/radio-group";
import type { Environment } from "@/lib/keys/format";
import { FieldProblem } from "./field-problem";
import type { ChoiceGroup, PermissionChoice } from "./permission-choices";

/** More than so many are searched. */
const few = 8;

/** What a key may use of what its application may: null for all. */
export function PermissionFields({
  groups,
  environment,
  value,
  onChange,
  errorAt,
}: {
  groups: ChoiceGroup[];
  environment: Environment;
  value: readonly string[] | null;
  onChange: (value: string[] | null) => void;
  errorAt: (path: string) => string | undefined;
}) {
  const errorId = useId();
  const error =
    errorAt("permissions") ??
    value?.map((_, index) => errorAt(`permissions.${index}`)).find(Boolean);
  return (
    <fieldset className="flex min-w-0 flex-col gap-3" aria-describedby={error && errorId}>
      <RadioGroup
        label="Permissions"
        value={value === null ? "all" : "some"}
        onValueChange={(next) => onChange(next === "all" ? null : [])}
        options={[
          {
            value: "all",
            label: "All that the application may",
            hint: "Also what it is granted later.",
          },
          {
            value: "some",
            label: "Only some of them",
            hint: value && countWords(value.length),
          },
        ]}
      />
      {value && (
        <Choices groups={groups} environment={environment} value={value} onChange={onChange} />
      )}
      <FieldProblem id={errorId} message={error} />
    </fieldset>
  );
}

const countWords = (count: number) =>
  count === 0 ? "None picked: the key only proves who calls." : `${count} picked.`;

function Choices({
  groups,
  environment,
  value,
  onChange,
}: {
  groups: ChoiceGroup[];
  environment: Environment;
  value: readonly string[];
  onChange: (value: string[]) => void;
}) {
  const [text, setText] = useState("");
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = groups
    .map(({ api, permissions }) => ({
      api,
      permissions: permissions.filter(({ name }) =>
        words.every((word) => `${api} ${name}`.toLowerCase().includes(word)),
      ),
    }))
    .filter(({ permissions }) => permissions.length > 0);
  const all = groups.flatMap((group) => group.permissions);
  const tick = (names: string[], on: boolean) =>
    onChange([...value.filter((name) => !names.includes(name)), ...(on ? names : [])]);

  return (
    <div className="overflow-hidden rounded-md border border-line">
      {all.length > few && (
        <div className="relative border-b p-2">
          <Search
            aria-hidden
            className="pointer-events-none absolute inset-y-0 left-5 z-10 my-auto size-4 text-muted"
          />
          <Input
            type="search"
            aria-label="Search permissions"
            placeholder="Search permissions"
            value={text}
            onChange={(event) => setText(event.target.value)}
            className="pl-9"
          />
        </div>
      )}
      <div className="max-h-72 overflow-y-auto overscroll-contain">
        {shown.map(({ api, permissions }) => {
          const names = permissions.map(({ name }) => name);
          const every = names.every((name) => value.includes(name));
          return (
            <section key={api} aria-label={api} className="border-b last:border-0">
              <header className="flex items-center justify-between gap-2 bg-sunken px-3.5 py-1.5">
                <h3 className="min-w-0 truncate font-medium text-sm">{api}</h3>
                <Button variant="quiet" size="sm" onClick={() => tick(names, !every)}>
                  {every ? "Clear" : "Select all"}
                </Button>
              </header>
              <ul className="divide-y divide-line">
                {permissions.map((choice) => (
                  <li key={choice.name} className="px-3.5 py-2">
                    <Checkbox
                      checked={value.includes(choice.name)}
                      onCheckedChange={(on) => tick([choice.name], on)}
                      label={<Choice {...choice} />}
                      hint={closedWords(choice, environment)}
                    />
                  </li>
                ))}
              </ul>
            </section>
          );
        })}
        {shown.length === 0 && (
          <p className="px-3.5 py-6 text-center text-muted text-sm">No permission matches.</p>
        )}
      </div>
    </div>
  );
}

const Choice = ({ name, sensitive }: PermissionChoice) => (
  <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
    <span className="break-all font-mono text-sm">{name}</span>
    {sensitive && <SensitiveMark />}
  </span>
);

const closedWords = ({ closed }: PermissionChoice, environment: Environment) =>
  closed.includes(environment)
    ? `Refused until it is approved for ${environmentsInWords([environment]).toLowerCase()}.`
    : undefined;
