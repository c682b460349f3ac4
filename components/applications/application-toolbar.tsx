"use client";

import { LayoutGrid, Rows3 } from "lucide-react";
import { FilterSelect } from "@/components/ui/filter-select";
import { SearchInput } from "@/components/ui/search-input";
import { SegmentedControl } from "@/components/ui/segmented-control";
import { Select, type SelectOption } from "@/components/ui/select";
import { useQuery } from "@/components/ui/use-query";

const orders = [
  { value: "name", label: "Name" },
  { value: "-createdAt", label: "Newest first" },
  { value: "-lastUsedAt", label: "Used most recently" },
  { value: "lastUsedAt", label: "Idle the longest" },
];

export function ApplicationToolbar({
  view,
  sort,
  owners,
}: {
  view: "cards" | "table";
  sort: string;
  owners: SelectOption[];
}) {
  const { set } = useQuery();
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SearchInput label="Search applications" placeholder="Search applications" />
      <FilterSelect
        label="Status"
        param="status"
        all="All statuses"
        options={[
          { value: "active", label: "Active" },
          { value: "inactive", label: "Inactive" },
        ]}
      />
      <FilterSelect label="Owner" param="owner" all="All owners" options={owners} />
      <div className="flex items-center justify-between gap-2 max-sm:w-full sm:ml-auto">
        {view === "cards" && (
          <Select
            label="Sort by"
            value={orders.some((order) => order.value === sort) ? sort : null}
            placeholder="Sort by"
            options={orders}
            onValueChange={(next) => set({ sort: next, page: null })}
            className="w-auto"
          />
        )}
        <SegmentedControl
          label="View"
          value={view}
          param="view"
          options={[
            { value: "cards", label: "Cards", icon: <LayoutGrid />, hideLabel: true },
            { value: "table", label: "Table", icon: <Rows3 />, hideLabel: true },
          ]}
        />
      </div>
    </div>
  );
}
