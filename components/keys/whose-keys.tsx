"use client";

import { SegmentedControl } from "@/components/ui/segmented-control";
import { useQuery } from "@/components/ui/use-query";

const options = [
  { value: "all", label: "All keys" },
  { value: "me", label: "My keys" },
];

export function WhoseKeys() {
  const { query, set } = useQuery();
  return (
    <SegmentedControl
      label="Whose keys"
      options={options}
      value={query.get("owner") === "me" ? "me" : "all"}
      onValueChange={(next) => set({ owner: next === "me" ? "me" : null, page: null })}
    />
  );
}
