"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { RadioGroup } from "@/components/ui/radio-group";

export type Start = { choice: "today" | "14" | "30" | "date"; date: string };

export const usualStart: Start = { choice: "14", date: "" };

const day = 86_400_000;

const choices = [
  { value: "today", label: "At once" },
  { value: "14", label: "In 14 days" },
  { value: "30", label: "In 30 days" },
  { value: "date", label: "On a date" },
] as const;

/** As the verbs take it: a date is its first moment in the viewer's zone; a missing one stays wrong. */
export function startInput({ choice, date }: Start, now: number): string {
  if (choice === "date") {
    const first = new Date(`${date}T00:00:00`);
    return Number.isNaN(first.getTime()) ? "" : first.toISOString();
  }
  return new Date(choice === "today" ? now : now + Number(choice) * day).toISOString();
}

/** From when on keys that are there already and break a rule are stopped. */
export function EnforceFrom({
  value,
  error,
  onChange,
}: {
  value: Start;
  error: string | undefined;
  onChange: (value: Start) => void;
}) {
  return (
    <div className="flex flex-col gap-3">
      <RadioGroup
        label="Stop the keys that break a rule"
        layout="cards"
        value={value.choice}
        options={[...choices]}
        onValueChange={(next) => {
          const choice = choices.find((one) => one.value === next)?.value;
          if (choice) onChange({ ...value, choice });
        }}
      />
      {value.choice === "date" ? (
        <div className="max-w-56">
          <Field
            label="First day"
            error={error && (value.date ? error : "Choose a day.")}
            hint="From its beginning on, your time."
          >
            <Input
              type="date"
              value={value.date}
              onChange={(event) => onChange({ ...value, date: event.target.value })}
            />
          </Field>
        </div>
      ) : (
        error && <p className="text-bad text-sm">{error}</p>
      )}
      <p className="text-muted text-sm">
        {value.choice === "today"
          ? "They are refused within a minute, and their owners are told."
          : "Until then they keep working, and their owners are reminded."}{" "}
        New keys obey at once.
      </p>
    </div>
  );
}
