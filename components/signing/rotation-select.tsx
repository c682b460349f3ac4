"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { toast } from "@/components/ui/toast";
import { useAnswer } from "@/components/ui/use-answer";
import type { FormResult } from "@/lib/form";
import { rotationDays } from "@/lib/signing/rotation";

const byHand = "by-hand";

const options = [
  ...rotationDays.map((days) => ({ value: String(days), label: `Every ${days} days` })),
  { value: byHand, label: "By hand only" },
];

/** How often the next key takes over by itself. */
export function RotationSelect({
  days,
  change,
}: {
  days: number | null;
  change: (input: { days: number | null }) => Promise<FormResult<unknown>>;
}) {
  const [saved, setSaved] = useState(days);
  const [chosen, setChosen] = useState(days);
  const saving = useAnswer(
    change,
    () => {
      setSaved(chosen);
      toast({ title: "Rotation saved" });
    },
    () => setChosen(saved),
  );

  return (
    <Field
      label="Rotation"
      error={saving.failure?.message}
      hint="When the next key takes over by itself."
    >
      <Select
        value={chosen === null ? byHand : String(chosen)}
        options={options}
        onValueChange={(next) => {
          const wanted = next === byHand ? null : Number(next);
          setChosen(wanted);
          saving.submit({ days: wanted });
        }}
        disabled={saving.pending}
        className="sm:max-w-64"
      />
    </Field>
  );
}
