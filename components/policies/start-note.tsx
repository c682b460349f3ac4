import { environmentWord } from "@/components/approvals/environment-words";
import { DateTime } from "@/components/ui/relative-time";
import type { Environment } from "@/lib/keys/format";
import { datedNames, type EnforcedFrom } from "@/lib/policies/rules";
import { partOf } from "@/lib/policies/strictness";
import type { Rule } from "./rule-draft";

type Start = { environment: Environment | undefined; from: string };

/** What of a rule is enforced later than `now` (in milliseconds), unless its lifetime says so. */
export const startsOf = (rule: Rule, enforcedFrom: EnforcedFrom, now: number): Start[] =>
  datedNames.flatMap((name) => {
    const [part, environment] = partOf(name);
    const from = enforcedFrom[name];
    if (part !== rule || part === "revokeDisabledDays") return [];
    if (from === undefined || Date.parse(from) <= now) return [];
    const isSaid =
      part === "neverAllowed" && from === enforcedFrom[`lifetime.${environment ?? "production"}`];
    return isSaid ? [] : [{ environment, from }];
  });

/** When keys are stopped that were there before; a line for each environment. */
export const StartNote = ({ starts }: { starts: Start[] }) =>
  starts.map(({ environment, from }) => (
    <p key={environment ?? "all"}>
      {environment ? `${environmentWord(environment)} keys` : "Keys"} that were there before are
      stopped from <DateTime value={from} /> on.
    </p>
  ));
