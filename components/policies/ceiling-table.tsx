"use client";

import { environmentWord } from "@/components/approvals/environment-words";
import { cn } from "@/components/ui/cn";
import { Select } from "@/components/ui/select";
import { type Role, roleNames } from "@/lib/access/rights";
import type { Environment } from "@/lib/keys/format";
import type { Ceiling, Ceilings } from "@/lib/policies/ceiling";
import { ceilingNames, ceilingWords, environmentNames, roleWords } from "./ceiling-words";

const options = ceilingNames.map((value) => ({ value, ...ceilingWords[value] }));

const row = "grid gap-x-4 gap-y-2 px-5 md:grid-cols-[8rem_repeat(3,minmax(0,1fr))] md:items-center";

/** Role by environment; without `onChange` to be read only. */
export function CeilingTable({
  ceilings,
  present,
  onChange,
}: {
  ceilings: Ceilings;
  /** What holds now: cells that differ from it are marked. */
  present: Ceilings;
  onChange?: (role: Role, environment: Environment, ceiling: Ceiling) => void;
}) {
  return (
    <div className="border-t">
      <div aria-hidden className={cn(row, "py-2 text-muted text-xs max-md:hidden")}>
        <span>Keys owned by</span>
        {environmentNames.map((environment) => (
          <span key={environment}>{environmentWord(environment)}</span>
        ))}
      </div>
      {roleNames.map((role) => (
        <fieldset key={role} className="border-t py-3 first:border-t-0">
          <div className={row}>
            <legend className="float-left font-medium">
              {roleWords[role]}
              <span className="sr-only">’ keys</span>
            </legend>
            {environmentNames.map((environment) => (
              <Cell
                key={environment}
                role={role}
                environment={environment}
                ceiling={ceilings[role][environment]}
                changed={ceilings[role][environment] !== present[role][environment]}
                onChange={onChange}
              />
            ))}
          </div>
        </fieldset>
      ))}
    </div>
  );
}

function Cell({
  role,
  environment,
  ceiling,
  changed,
  onChange,
}: {
  role: Role;
  environment: Environment;
  ceiling: Ceiling;
  changed: boolean;
  onChange?: (role: Role, environment: Environment, ceiling: Ceiling) => void;
}) {
  const word = environmentWord(environment);
  return (
    <div className="max-md:flex max-md:items-center">
      <span aria-hidden={Boolean(onChange)} className="w-24 shrink-0 text-muted text-sm md:sr-only">
        {word}
      </span>
      {onChange ? (
        <Select
          label={`${roleWords[role]} in ${environment}`}
          size="sm"
          className={cn("w-full", changed && "border-accent")}
          value={ceiling}
          options={options}
          onValueChange={(value) => {
            const next = ceilingNames.find((name) => name === value);
            if (next) onChange(role, environment, next);
          }}
        />
      ) : (
        <span className="text-sm">{ceilingWords[ceiling].label}</span>
      )}
    </div>
  );
}
