import type { SelectOption } from "./select";

/** The environments, to filter by. */
export const environmentOptions: SelectOption[] = [
  { value: "development", label: "Development" },
  { value: "staging", label: "Staging" },
  { value: "production", label: "Production" },
];
