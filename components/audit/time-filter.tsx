"use client";

import { CalendarRange } from "lucide-react";
import type { KeyboardEvent } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Popover } from "@/components/ui/popover";
import { DateTime } from "@/components/ui/relative-time";
import { useQuery } from "@/components/ui/use-query";

const day = 86_400_000;

const presets = [
  { label: "Last hour", length: day / 24 },
  { label: "Last 24 hours", length: day },
  { label: "Last 7 days", length: 7 * day },
  { label: "Last 30 days", length: 30 * day },
];

/** Writes `from` and `to` into the URL, as instants; days are those of the viewer's zone. */
export function TimeFilter() {
  const { query, set } = useQuery();
  const from = instant(query.get("from"));
  const to = instant(query.get("to"));
  const choose = (patch: { from?: string | null; to?: string | null }) =>
    set({ ...patch, page: null });
  return (
    <Popover
      title="Time"
      trigger={
        <Button icon={<CalendarRange />} className="font-normal">
          <Range from={from} to={to} />
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <div className="grid grid-cols-2 gap-2">
          {presets.map(({ label, length }) => (
            <Button
              key={label}
              size="sm"
              onClick={() =>
                choose({ from: new Date(Date.now() - length).toISOString(), to: null })
              }
            >
              {label}
            </Button>
          ))}
        </div>
        <div className="grid grid-cols-2 gap-3">
          <Field label="From">
            <Input
              type="date"
              key={from}
              defaultValue={from ? dayOf(new Date(from)) : ""}
              onBlur={(event) => choose({ from: startOf(event.target.value, 0) })}
              onKeyDown={leaveOnEnter}
            />
          </Field>
          <Field label="To">
            <Input
              type="date"
              key={to}
              defaultValue={to ? dayOf(new Date(Date.parse(to) - 1)) : ""}
              onBlur={(event) => choose({ to: startOf(event.target.value, 1) })}
              onKeyDown={leaveOnEnter}
            />
          </Field>
        </div>
        {(from || to) && (
          <Button size="sm" variant="quiet" onClick={() => choose({ from: null, to: null })}>
            Any time
          </Button>
        )}
      </div>
    </Popover>
  );
}

function leaveOnEnter(event: KeyboardEvent<HTMLInputElement>) {
  if (event.key === "Enter") event.currentTarget.blur();
}

function Range({ from, to }: { from: string | null; to: string | null }) {
  if (from && to)
    return (
      <span>
        <DateTime value={from} dateOnly /> –{" "}
        <DateTime value={new Date(Date.parse(to) - 1)} dateOnly />
      </span>
    );
  if (from)
    return (
      <span>
        Since <DateTime value={from} />
      </span>
    );
  if (to)
    return (
      <span>
        Until <DateTime value={new Date(Date.parse(to) - 1)} dateOnly />
      </span>
    );
  return "Any time";
}

const instant = (text: string | null) => (text && !Number.isNaN(Date.parse(text)) ? text : null);

/** The first instant of that day, or of the one after it, in the viewer's zone. */
function startOf(text: string, later: 0 | 1): string | null {
  const [year, month, date] = text.split("-").map(Number);
  if (!year || !month || !date) return null;
  return new Date(year, month - 1, date + later).toISOString();
}

function dayOf(date: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
