"use client";

import Link from "next/link";
import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { FormError } from "@/components/ui/form-error";
import type { Ceilings } from "@/lib/policies/ceiling";
import type { EnforcedFrom, Rules } from "@/lib/policies/rules";
import { CeilingTable } from "./ceiling-table";
import { changesOf, type Edits, edited, wishOf } from "./ceiling-words";
import { type PolicyActions, ReviewDialog } from "./review-dialog";
import {
  changedRules,
  draftOf,
  moreEdits,
  type RuleEdits,
  ruleChanges,
  rulesOf,
  withEdits,
} from "./rule-draft";
import { RuleFields } from "./rule-fields";
import { StartNote, startsOf } from "./start-note";
import { useFieldFailure } from "./use-field-failure";

type Present = { rules: Rules; ceilings: Ceilings; enforcedFrom: EnforcedFrom };

/** What the organization demands, to read or with `actions` to change: reviewed before it holds. */
export function PoliciesForm({
  present,
  overrides,
  now,
  mayExcept = false,
  actions,
}: {
  present: Present;
  /** Applications that have rules of their own. */
  overrides: { name: string; href: string }[];
  /** In milliseconds: what is enforced later than this is said so. */
  now: number;
  mayExcept?: boolean;
  actions?: PolicyActions;
}) {
  const [edits, setEdits] = useState<RuleEdits>({});
  const [cells, setCells] = useState<Edits>({});
  const [reviewing, setReviewing] = useState(false);
  const wrong = useFieldFailure(() => setReviewing(false));
  const draft = withEdits(draftOf(present.rules), edits);
  const after = rulesOf(draft);
  const ceilings = edited(present.ceilings, cells);
  const changes = {
    rules: ruleChanges(present.rules, after),
    ceilings: changesOf(present.ceilings, ceilings),
  };
  const count = changes.rules.length + changes.ceilings.length;
  const discard = () => {
    setEdits({});
    setCells({});
    wrong.clear();
  };
  return (
    <div className="flex flex-col gap-6">
      <RuleFields
        draft={draft}
        {...(actions && { onChange: (patch) => setEdits(moreEdits(edits, patch)) })}
        errorAt={wrong.errorAt}
        note={(rule) => {
          const starts = startsOf(rule, present.enforcedFrom, now);
          return starts.length > 0 && <StartNote starts={starts} />;
        }}
      />
      <Card
        flush
        title="Ceilings of roles"
        description="How much of its application’s grants a key may use, by its owner’s present role. What was approved for an environment may be used beyond it, save by auditors. A key that no member owns has no ceiling."
      >
        <CeilingTable
          ceilings={ceilings}
          present={present.ceilings}
          {...(actions && {
            onChange: (role, environment, ceiling) =>
              setCells({ ...cells, [role]: { ...cells[role], [environment]: ceiling } }),
          })}
        />
      </Card>
      {overrides.length > 0 && <Overrides overrides={overrides} />}
      {actions && count > 0 && (
        <SaveBar
          words={count === 1 ? "1 change, not saved yet." : `${count} changes, not saved yet.`}
        >
          <Button onClick={discard}>Discard</Button>
          <Button variant="primary" onClick={() => setReviewing(true)}>
            Review change
          </Button>
        </SaveBar>
      )}
      <FormError message={wrong.failure?.message} requestId={wrong.failure?.requestId} />
      {actions && reviewing && (
        <ReviewDialog
          changes={changes}
          wish={{
            ...(changes.rules.length > 0 && { rules: changedRules(changes.rules) }),
            ...(changes.ceilings.length > 0 && wishOf(changes.ceilings)),
          }}
          mayExcept={mayExcept}
          actions={actions}
          onInvalid={wrong.show}
          onSaved={discard}
          onClose={() => setReviewing(false)}
        />
      )}
    </div>
  );
}

const Overrides = ({ overrides }: { overrides: { name: string; href: string }[] }) => (
  <Card
    title="Applications with stricter rules"
    description="Beside these rules their keys obey others, which the organization’s owners set."
  >
    <ul className="flex flex-wrap gap-x-6 gap-y-1">
      {overrides.map(({ name, href }) => (
        <li key={href}>
          <Link href={href} className="underline underline-offset-2 hover:text-accent">
            {name}
          </Link>
        </li>
      ))}
    </ul>
  </Card>
);

/** Stays in sight while anything is changed and not saved. */
export function SaveBar({ words, children }: { words: string; children: ReactNode }) {
  return (
    <div
      role="status"
      className="sticky bottom-4 z-20 flex flex-wrap items-center justify-end gap-2 rounded-lg border border-line bg-raised px-5 py-3 shadow-float"
    >
      <span className="mr-auto text-muted text-sm max-sm:w-full">{words}</span>
      {children}
    </div>
  );
}
