import type { FormResult } from "@/lib/form";
import type { OrganizationImpact, OrganizationSummary } from "@/lib/organizations/summary";

export type OrganizationActions = {
  edit: (
    revision: number,
    input: { name: string; slug: string; keyPrefix: string },
  ) => Promise<FormResult<OrganizationSummary>>;
  impact: () => Promise<FormResult<OrganizationImpact>>;
  remove: (input: { name: string }) => Promise<FormResult<unknown>>;
};
