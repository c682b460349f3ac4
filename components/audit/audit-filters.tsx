"use client";

import { X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { FilterSelect } from "@/components/ui/filter-select";
import { useQuery } from "@/components/ui/use-query";
import { actionGroups } from "./action-words";
import { TimeFilter } from "./time-filter";

const filters = ["actor", "action", "outcome", "from", "to"];

export function AuditFilters({ actors }: { actors: { value: string; label: string }[] }) {
  const { query, set } = useQuery();
  const clear = Object.fromEntries([...filters, "page"].map((name) => [name, null]));
  return (
    <div className="flex flex-wrap items-center gap-2">
      <TimeFilter />
      <FilterSelect label="Actor" param="actor" options={actors} all="All actors" />
      <FilterSelect label="Action" param="action" options={[...actionGroups]} all="All actions" />
      <FilterSelect
        label="Outcome"
        param="outcome"
        all="All outcomes"
        options={[
          { value: "success", label: "Success" },
          { value: "refused", label: "Refused" },
        ]}
      />
      {filters.some((name) => query.has(name)) && (
        <Button variant="quiet" icon={<X />} onClick={() => set(clear)}>
          Clear
        </Button>
      )}
    </div>
  );
}
