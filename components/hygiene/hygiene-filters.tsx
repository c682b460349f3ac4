"use client";

import { environmentOptions } from "@/components/ui/environment-options";
import { FilterSelect } from "@/components/ui/filter-select";
import type { SelectOption } from "@/components/ui/select";

/** Which keys are looked at. */
export const HygieneFilters = ({
  applications,
  owners,
}: {
  applications: SelectOption[];
  owners: SelectOption[];
}) => (
  <div className="flex flex-wrap items-center gap-2">
    <FilterSelect
      label="Application"
      param="application"
      all="All applications"
      options={applications}
    />
    <FilterSelect
      label="Environment"
      param="environment"
      all="All environments"
      options={environmentOptions}
    />
    <FilterSelect label="Owner" param="owner" all="All owners" options={owners} />
  </div>
);
