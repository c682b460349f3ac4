import { Badge } from "@/components/ui/badge";
import { type CeilingChange, ceilingNames, ceilingWords, roleWords } from "./ceiling-words";
import type { RuleChange } from "./rule-draft";
import { changeTitle, ruleLabels } from "./rule-labels";

/** What changes, from what to what, and whether it demands more or less. */
export function ChangeList({
  rules,
  ceilings,
}: {
  rules: readonly RuleChange[];
  ceilings: readonly CeilingChange[];
}) {
  return (
    <ul aria-label="Changes" className="flex flex-col gap-2">
      {rules.map((change) => (
        <Change
          key={`${change.rule} ${change.environment}`}
          title={changeTitle(change)}
          from={ruleLabels[change.rule].value(change.from)}
          to={ruleLabels[change.rule].value(change.to)}
          loosens={change.loosens}
        />
      ))}
      {ceilings.map(({ role, environment, from, to }) => (
        <Change
          key={`${role} ${environment}`}
          title={`${roleWords[role]} in ${environment}`}
          from={ceilingWords[from].label}
          to={ceilingWords[to].label}
          loosens={ceilingNames.indexOf(to) < ceilingNames.indexOf(from)}
        />
      ))}
    </ul>
  );
}

function Change({
  title,
  from,
  to,
  loosens,
}: {
  title: string;
  from: string;
  to: string;
  loosens: boolean | null;
}) {
  return (
    <li className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <span>
        <span className="font-medium">{title}:</span>{" "}
        <del className="text-muted">
          <span className="sr-only">from </span>
          {from}
        </del>{" "}
        <ins className="no-underline">
          <span className="sr-only">to </span>
          {to}
        </ins>
      </span>
      {loosens !== null && (
        <Badge tone={loosens ? "info" : "accent"}>{loosens ? "Loosens" : "Tightens"}</Badge>
      )}
    </li>
  );
}
