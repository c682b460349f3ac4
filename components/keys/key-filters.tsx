"use client";

import { X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { environmentOptions } from "@/components/ui/environment-options";
import { FilterSelect } from "@/components/ui/filter-select";
import { SearchInput } from "@/components/ui/search-input";
import type { SelectOption } from "@/components/ui/select";
import { useQuery } from "@/components/ui/use-query";
import { kindLabels } from "./key-kind";

const filters = ["q", "status", "environment", "kind", "application", "owner", "tag", "idle"];

const statuses = [
  { value: "active", label: "Active" },
  { value: "expiring", label: "Expiring" },
  { value: "rotating", label: "Rotating" },
  { value: "disabled", label: "Disabled" },
  { value: "quarantined", label: "Quarantined" },
  { value: "expired", label: "Expired" },
  { value: "revoked", label: "Revoked" },
];

export function KeyFilters({
  applications,
  owners,
  tags = [],
}: {
  applications?: SelectOption[];
  owners?: SelectOption[];
  tags?: string[];
}) {
  const { query, set } = useQuery();
  const clear = Object.fromEntries([...filters, "page"].map((name) => [name, null]));
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SearchInput label="Search keys" placeholder="Name, shared key, ID" />
      <FilterSelect label="Status" param="status" options={statuses} all="All statuses" />
      <FilterSelect
        label="Environment"
        param="environment"
        all="All environments"
        options={environmentOptions}
      />
      <FilterSelect
        label="Kind"
        param="kind"
        all="All kinds"
        options={[
          { value: "secret", label: kindLabels.secret },
          { value: "jwt", label: kindLabels.jwt },
        ]}
      />
      {applications && (
        <FilterSelect
          label="Application"
          param="application"
          options={applications}
          all="All applications"
        />
      )}
      {owners && <FilterSelect label="Owner" param="owner" options={owners} all="All owners" />}
      {tags.length > 0 && (
        <FilterSelect
          label="Tag"
          param="tag"
          options={tags.map((tag) => ({ value: tag, label: tag }))}
          all="All tags"
        />
      )}
      <FilterSelect
        label="Last used"
        param="idle"
        all="Used at any time"
        options={["30", "90", "180"].map((days) => ({
          value: days,
          label: `Idle for ${days} days`,
        }))}
      />
      {filters.some((name) => query.has(name)) && (
        <Button variant="quiet" icon={<X />} onClick={() => set(clear)}>
          Clear
        </Button>
      )}
    </div>
  );
}
