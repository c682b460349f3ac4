"use client";

import { X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { environmentOptions } from "@/components/ui/environment-options";
import { FilterSelect } from "@/components/ui/filter-select";
import type { SelectOption } from "@/components/ui/select";
import { useQuery } from "@/components/ui/use-query";
import {
  type HistoryParam,
  type HistoryQuery,
  type HistoryScope,
  isNarrowed,
  narrowing,
} from "./history-query";
import { HistorySearch } from "./history-search";
import { outcomeLook, outcomes } from "./outcome-words";

/** What can be chosen; what is missing has no field. */
export type HistoryChoices = Partial<
  Record<"application" | "key" | "api" | "endpoint" | "gate", SelectOption[]>
>;

const outcomeOptions = [
  { value: "refused", label: "All refused" },
  ...outcomes.map((code) => ({ value: code, label: outcomeLook(code).word })),
];

/** Which requests are shown; in the address. */
export function HistoryFilters({
  query,
  scope,
  choices,
  networks,
  embedded,
}: {
  query: HistoryQuery;
  scope: HistoryScope;
  choices: HistoryChoices;
  networks: boolean;
  /** Whether the page has fields of its own for what its charts are narrowed by, too. */
  embedded: boolean;
}) {
  const { set } = useQuery();
  const own: readonly HistoryParam[] = embedded ? ["network", "requestId", "gate"] : narrowing;
  const clear = Object.fromEntries(own.map((name) => [name, null]));
  return (
    <div className="flex min-w-0 flex-wrap items-start gap-2">
      <HistorySearch query={query} networks={networks} />
      {!embedded && (
        <>
          <FilterSelect
            label="Outcome"
            param="outcome"
            options={outcomeOptions}
            all="All outcomes"
          />
          <FilterSelect
            label="Environment"
            param="environment"
            options={environmentOptions}
            all="All environments"
          />
          <Choice name="application" options={choices.application} all="All applications" />
          <Choice name="key" options={choices.key} all="All keys" />
          <Choice name="api" options={choices.api} all="All APIs" />
          <Choice name="endpoint" options={choices.endpoint} all="All endpoints" />
        </>
      )}
      <Choice name="gate" options={choices.gate} all="All gates" />
      {isNarrowed(query, scope, own) && (
        <Button variant="quiet" icon={<X />} onClick={() => set(clear)}>
          Clear
        </Button>
      )}
    </div>
  );
}

const labels: Record<keyof HistoryChoices, string> = {
  application: "Application",
  key: "Key",
  api: "API",
  endpoint: "Endpoint",
  gate: "Gate",
};

/** What it is that is chosen within another goes with it. */
const within: Partial<Record<HistoryParam, HistoryParam>> = { application: "key", api: "endpoint" };

function Choice({
  name,
  options,
  all,
}: {
  name: keyof HistoryChoices;
  options: SelectOption[] | undefined;
  all: string;
}) {
  return (
    options &&
    options.length > 0 && (
      <FilterSelect
        label={labels[name]}
        param={name}
        options={options}
        all={all}
        alsoClear={within[name]}
      />
    )
  );
}
