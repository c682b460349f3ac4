import type { KeyListItem } from "@/lib/keys/summary";
import type { FindingName } from "@/lib/policies/rules";

/** How many keys there are that work or could work again, how many have no finding, and each finding. */
export type HygieneCounts = {
  keys: number;
  clean: number;
  findings: Record<FindingName, number>;
};

export type KeyWithFindings = {
  key: KeyListItem;
  /** The gravest first. */
  findings: { name: FindingName; words: string }[];
  /** Whether nobody can have used it for 90 days: `removeUnused` takes it. */
  safeToRemove: boolean;
};

/** One page; `total` of all pages, `counts` of all keys that meet the filter but for `finding`. */
export type Findings = { data: KeyWithFindings[]; total: number; counts: HygieneCounts };

/** A day (UTC, `YYYY-MM-DD`) as it was noted last. */
export type HygieneDay = HygieneCounts & { day: string };
