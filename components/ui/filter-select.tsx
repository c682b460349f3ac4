"use client";

import { Select, type SelectOption } from "./select";
import { useQuery } from "./use-query";

const everything = "all";

export function FilterSelect({
  label,
  param,
  options,
  all = `${label}: all`,
  alsoClear,
}: {
  label: string;
  param: string;
  options: SelectOption[];
  all?: string;
  /** A filter that means something only within the choice before. */
  alsoClear?: string | undefined;
}) {
  const { query, set } = useQuery();
  return (
    <Select
      label={label}
      value={query.get(param) ?? everything}
      options={[{ value: everything, label: all }, ...options]}
      onValueChange={(value) =>
        set({
          [param]: value === everything ? null : value,
          page: null,
          ...(alsoClear && { [alsoClear]: null }),
        })
      }
      className="w-auto max-w-56"
    />
  );
}
