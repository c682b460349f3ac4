import type { OrganizationSummary } from "@/lib/organizations/summary";

/** What of a caller's address is written, in words. */
export const networkChoices = [
  {
    value: "full",
    label: "Whole addresses",
    hint: "As 203.0.113.7. You see exactly who used a key.",
  },
  {
    value: "truncated",
    label: "Networks only",
    hint: "As 203.0.113.0/24 and 2001:db8:1::/48. The address itself is not kept.",
  },
] satisfies { value: OrganizationSummary["historyNetworks"]; label: string; hint: string }[];
