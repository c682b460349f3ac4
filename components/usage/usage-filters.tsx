"use client";

import { X } from "lucide-react";
import { outcomeLook, outcomes } from "@/components/history/outcome-words";
import { Button } from "@/components/ui/button";
import { environmentOptions } from "@/components/ui/environment-options";
import { FilterSelect } from "@/components/ui/filter-select";
import type { SelectOption } from "@/components/ui/select";
import { useQuery } from "@/components/ui/use-query";
import { usageFilters } from "./usage-params";

const outcomeOptions = [
  { value: "refused", label: "Refused", hint: "All but valid" },
  ...outcomes.map((code) => ({ value: code, label: outcomeLook(code).word })),
];

/** What a page of usage, and the history under it, is narrowed to; in its address. */
export function UsageFilters({
  applications,
  apis,
  environment = true,
  chosen,
}: {
  applications?: SelectOption[] | undefined;
  apis?: SelectOption[] | undefined;
  environment?: boolean;
  /** What is filtered by without a field of its own, such as an endpoint: its name. */
  chosen: { param: string; label: string; name: string }[];
}) {
  const { query, set } = useQuery();
  const clear = Object.fromEntries(usageFilters.map((name) => [name, null]));
  return (
    <div className="flex flex-wrap items-center gap-2">
      {environment && (
        <FilterSelect
          label="Environment"
          param="environment"
          options={environmentOptions}
          all="All environments"
        />
      )}
      <FilterSelect label="Outcome" param="outcome" options={outcomeOptions} all="All outcomes" />
      {apis && (
        <FilterSelect label="API" param="api" options={apis} all="All APIs" alsoClear="endpoint" />
      )}
      {applications && (
        <FilterSelect
          label="Application"
          param="application"
          options={applications}
          all="All applications"
          alsoClear="key"
        />
      )}
      {chosen.map(({ param, label, name }) => (
        <Button
          key={param}
          aria-label={`Remove the filter ${label}: ${name}`}
          icon={<X />}
          onClick={() => set({ [param]: null })}
          className="max-w-72 flex-row-reverse font-normal"
        >
          <span className="truncate">
            {label}: <span className="font-mono text-[0.92em]">{name}</span>
          </span>
        </Button>
      ))}
      {usageFilters.some((name) => query.has(name)) && (
        <Button variant="quiet" icon={<X />} onClick={() => set({ ...clear, page: null })}>
          Clear
        </Button>
      )}
    </div>
  );
}
