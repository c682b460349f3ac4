"use client";

import { useState, useTransition } from "react";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { toast } from "@/components/ui/toast";
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
  const [chosen, setChosen] = useState(days === null ? byHand : String(days));
  const [error, setError] = useState<string>();
  const [pending, start] = useTransition();

  function choose(next: string) {
    const before = chosen;
    setChosen(next);
    setError(undefined);
    start(async () => {
      const result = await change({ days: next === byHand ? null : Number(next) });
      if (result.ok) return toast({ title: "Rotation saved" });
      setChosen(before);
      setError(result.message);
    });
  }

  return (
    <Field label="Rotation" error={error} hint="When the next key takes over by itself.">
      <Select
        value={chosen}
        options={options}
        onValueChange={choose}
        disabled={pending}
        className="sm:max-w-64"
      />
    </Field>
  );
}
