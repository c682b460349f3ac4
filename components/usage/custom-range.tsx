"use client";

import { CalendarRange } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Popover, type PopoverActions } from "@/components/ui/popover";
import { useQuery } from "@/components/ui/use-query";
import { fromLocal, toLocal } from "./local-time";
import { nothingSelected } from "./usage-params";

type Problem = { at: "from" | "to"; words: string };

/** Any range: writes `from` and `to` into the address, from two times in the viewer's zone. */
export function CustomRange({
  from,
  to,
  shown,
  chosen,
}: {
  from: string;
  to: string;
  /** What the button says. */
  shown: string;
  chosen: boolean;
}) {
  const closer = useRef<PopoverActions>(null);
  return (
    <Popover
      title="Custom range"
      align="end"
      closer={closer}
      trigger={
        <Button
          icon={<CalendarRange />}
          aria-label={chosen ? `Custom range: ${shown}` : "Custom range"}
          className={cn("max-w-full font-normal", !chosen && "text-muted")}
        >
          <span className="truncate">{shown}</span>
        </Button>
      }
    >
      <RangeForm key={`${from} ${to}`} from={from} to={to} onDone={() => closer.current?.close()} />
    </Popover>
  );
}

function RangeForm({ from, to, onDone }: { from: string; to: string; onDone: () => void }) {
  const { set, pending } = useQuery();
  const [problem, setProblem] = useState<Problem>();
  const errorAt = (at: Problem["at"]) => (problem?.at === at ? problem.words : undefined);

  function apply(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const begins = fromLocal(String(form.get("from")));
    const ends = fromLocal(String(form.get("to")));
    const wrong = problemOf(begins, ends);
    setProblem(wrong);
    if (wrong) return;
    set({ range: "custom", from: begins, to: ends, ...nothingSelected });
    onDone();
  }

  return (
    <form onSubmit={apply} noValidate className="flex flex-col gap-3">
      <Field label="From" error={errorAt("from")}>
        <Input type="datetime-local" name="from" defaultValue={toLocal(from)} />
      </Field>
      <Field label="To" error={errorAt("to")}>
        <Input type="datetime-local" name="to" defaultValue={toLocal(to)} />
      </Field>
      <p className="text-muted text-sm">
        Times of your zone, {Intl.DateTimeFormat().resolvedOptions().timeZone}.
      </p>
      <Button type="submit" variant="primary" pending={pending}>
        Show this range
      </Button>
    </form>
  );
}

function problemOf(from: string | null, to: string | null): Problem | undefined {
  if (!from) return { at: "from", words: "Say when it begins." };
  if (!to) return { at: "to", words: "Say when it ends." };
  if (Date.parse(from) >= Date.now()) return { at: "from", words: "It must begin before now." };
  if (from >= to) return { at: "to", words: "It must end after it begins." };
  return undefined;
}
