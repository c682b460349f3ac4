"use client";

import { CircleAlert } from "lucide-react";
import { Checkbox } from "@/components/ui/checkbox";
import type { Scope } from "@/lib/access/rights";
import { scopeGroups, scopeWords } from "./scope-words";

export function ScopePicker({
  value,
  onChange,
  error,
}: {
  value: Scope[];
  onChange: (scopes: Scope[]) => void;
  error: string | undefined;
}) {
  const toggle = (scope: Scope, ticked: boolean) =>
    onChange(ticked ? [...value, scope] : value.filter((one) => one !== scope));
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 font-medium">Scopes</legend>
      {error && (
        <p role="alert" className="mb-1 flex gap-1.5 text-bad text-sm">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {error}
        </p>
      )}
      <div className="divide-y divide-line rounded-md border border-line">
        {scopeGroups.map((group) => (
          <fieldset key={group.title} className="px-4 py-3">
            <legend className="sr-only">{group.title}</legend>
            <div className="grid gap-x-6 gap-y-2 sm:grid-cols-[9rem_minmax(0,1fr)]">
              <div aria-hidden>
                <p className="font-medium text-sm">{group.title}</p>
                {group.hint && <p className="text-muted text-xs">{group.hint}</p>}
              </div>
              <div className="grid gap-2">
                {group.scopes.map((scope) => (
                  <Checkbox
                    key={scope}
                    checked={value.includes(scope)}
                    onCheckedChange={(ticked) => toggle(scope, ticked)}
                    label={
                      <span className="flex flex-wrap items-baseline justify-between gap-x-4">
                        {scopeWords[scope]}
                        <code className="font-mono text-muted text-xs">{scope}</code>
                      </span>
                    }
                    className="[&>span:last-child]:flex-1"
                  />
                ))}
              </div>
            </div>
          </fieldset>
        ))}
      </div>
    </fieldset>
  );
}
