"use client";

import { RadioGroup } from "@/components/ui/radio-group";
import type { KeyKind } from "@/lib/keys/summary";
import { FieldProblem } from "./field-problem";
import { kindLabels } from "./key-kind";
import type { KindChoice } from "./kind-choices";

const hints: Record<KeyKind, string> = {
  secret: "Checked at the gate, the usual choice.",
  jwt: "A signed token that services check without asking. It always ends.",
};

/** Absent where there is nothing to choose: the words about policy name the only kind. */
export function KindField({
  value,
  choices,
  error,
  onChange,
}: {
  value: KeyKind;
  choices: readonly KindChoice[];
  error: string | undefined;
  onChange: (kind: KeyKind) => void;
}) {
  if (choices.length < 2 && !choices.some(({ closed }) => closed) && !error) return null;
  return (
    <div className="flex flex-col gap-2">
      <RadioGroup
        label="Kind"
        layout="cards"
        value={value}
        onValueChange={(next) => onChange(next as KeyKind)}
        options={choices.map(({ kind, closed }) => ({
          value: kind,
          label: kindLabels[kind],
          hint: closed ?? hints[kind],
          disabled: closed !== null,
        }))}
      />
      <FieldProblem message={error} />
    </div>
  );
}
