"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { DateTime } from "@/components/ui/relative-time";
import { Select } from "@/components/ui/select";
import {
  type Expiry,
  type ExpiryBounds,
  type ExpiryChoice,
  expiresAt,
  expiriesWithin,
  lastDay,
  localDay,
} from "./expiry";

/** When a key ends: what policy forbids is not offered. */
export function ExpiryFields({
  value,
  bounds,
  error,
  label = "Expires",
  keepLabel = "As it is",
  onChange,
}: {
  value: Expiry;
  bounds: ExpiryBounds;
  error: string | undefined;
  label?: string;
  keepLabel?: string;
  onChange: (value: Expiry) => void;
}) {
  const [now] = useState(Date.now);
  const { choice, date } = value;
  const end = expiresAt(value, now);
  return (
    <>
      <div className="grid gap-5 sm:grid-cols-2">
        <Field
          label={label}
          error={choice === "date" ? undefined : error}
          hint={
            choice !== "date" && end ? (
              <>
                On <DateTime value={end} />
              </>
            ) : undefined
          }
        >
          <Select
            value={choice}
            onValueChange={(next) => onChange({ ...value, choice: next as ExpiryChoice })}
            options={expiriesWithin(bounds, now, value.kept === undefined ? undefined : keepLabel)}
          />
        </Field>
        {choice === "date" && (
          <Field
            label="Last day"
            error={error && (date ? error : "Choose a day.")}
            hint="Ends with this day, your time."
          >
            <Input
              type="date"
              value={date}
              min={localDay(now)}
              max={lastDay(bounds)}
              onChange={(event) => onChange({ ...value, date: event.target.value })}
              required
            />
          </Field>
        )}
      </div>
      {choice === "never" && (
        <Notice tone="warn" title="A key that never expires is the one that leaks unnoticed">
          Prefer a year and a reminder to replace it.
        </Notice>
      )}
    </>
  );
}
