import type { SelectOption } from "@/components/ui/select";
import type { AccessRequestSummary } from "@/lib/approvals/summary";
import type { FormResult } from "@/lib/form";
import type { Environment } from "@/lib/keys/format";
import type { Rules } from "@/lib/policies/rules";
import type { ChoiceGroup, ConnectedApi } from "./permission-choices";

/** What a form about a key has to know of its application and its viewer. */
export type KeySetting = {
  /** What a key of the application can carry. */
  groups: ChoiceGroup[];
  /** The APIs that its token could be for. */
  apis: ConnectedApi[];
  /** The policy in force for its keys. */
  rules: Rules;
  /** Of its base URL; null where that has none. */
  origin: string | null;
  /** Who may own a key, the viewer first; empty where the viewer may not choose. */
  owners: SelectOption[];
};

/** How a developer comes to a key where policy demands that others approve it. */
export type KeyApprovals = {
  /** Of the viewer, for the application: pending, or approved and not used yet. */
  requests: AccessRequestSummary[];
  request: (input: {
    environment: Environment;
    reason: string;
  }) => Promise<FormResult<AccessRequestSummary>>;
};

/** The origin of an address; null where it has none. */
export function originOf(baseUrl: string): string | null {
  if (!URL.canParse(baseUrl)) return null;
  const { origin } = new URL(baseUrl);
  return origin === "null" ? null : origin;
}
