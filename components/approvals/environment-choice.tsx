"use client";

import { CircleAlert } from "lucide-react";
import { useId } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import type { Environment } from "@/lib/keys/format";
import { allEnvironments, environmentWord } from "./environment-words";

export function EnvironmentChoice({
  value,
  onChange,
  error,
}: {
  value: readonly Environment[];
  onChange: (value: readonly Environment[]) => void;
  error?: string | undefined;
}) {
  const errorId = useId();
  const tick = (environment: Environment, on: boolean) =>
    onChange(allEnvironments.filter((one) => (one === environment ? on : value.includes(one))));
  return (
    <fieldset aria-describedby={error && errorId}>
      <legend className="mb-2 font-medium">For keys of</legend>
      <div className="flex flex-wrap gap-x-6 gap-y-2">
        {allEnvironments.map((environment) => (
          <Checkbox
            key={environment}
            label={environmentWord(environment)}
            checked={value.includes(environment)}
            onCheckedChange={(on) => tick(environment, on)}
          />
        ))}
      </div>
      {error && (
        <p id={errorId} className="mt-1.5 flex gap-1.5 text-bad text-sm">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {error}
        </p>
      )}
    </fieldset>
  );
}
