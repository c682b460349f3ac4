"use client";

import { Plus, X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Field } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Fold } from "./fold";
import {
  everyChoices,
  type LimitsDraft,
  limitWords,
  mostRates,
  pathOf,
  periodOptions,
  type RateDraft,
} from "./limits";

const row = "flex items-start gap-2";
/** Beside the field, below the height of its label. */
const beside = "mt-[calc(1lh+0.375rem)]";

export function LimitFields({
  value,
  onChange,
  errorAt,
}: {
  value: LimitsDraft;
  onChange: (value: LimitsDraft) => void;
  errorAt: (path: string) => string | undefined;
}) {
  const { rates, quota } = value;
  const errors = rates.map((rate, index) =>
    rate.limit.trim() === "" ? undefined : errorAt(pathOf(value, index)),
  );
  const quotaError = errorAt("quota.limit");
  const wrong = errors.some(Boolean) || Boolean(quotaError);

  const change = (id: number, patch: Partial<RateDraft>) =>
    onChange({ ...value, rates: rates.map((r) => (r.id === id ? { ...r, ...patch } : r)) });
  const add = () => {
    const id = Math.max(...rates.map((rate) => rate.id)) + 1;
    onChange({ ...value, rates: [...rates, { id, limit: "", seconds: "3600" }] });
  };

  return (
    <Fold title="Limits" summary={limitWords(value)} forced={wrong}>
      {rates.map((rate, index) => (
        <div key={rate.id} className={row}>
          <Field
            label={index === 0 ? "Rate limit" : `Rate limit ${index + 1}`}
            optional={index === 0}
            error={errors[index]}
            hint={index === 0 ? "So many at once, refilled evenly over the time." : undefined}
          >
            <Input
              inputMode="numeric"
              autoComplete="off"
              placeholder="100"
              value={rate.limit}
              onChange={(event) => change(rate.id, { limit: event.target.value })}
            />
          </Field>
          <Select
            label={`Time of rate limit ${index + 1}`}
            options={everyChoices(rate.seconds)}
            value={rate.seconds}
            onValueChange={(next) => change(rate.id, { seconds: next })}
            className={cn(beside, "w-36 shrink-0")}
          />
          {index > 0 && (
            <IconButton
              label={`Remove rate limit ${index + 1}`}
              icon={<X />}
              className={beside}
              onClick={() =>
                onChange({ ...value, rates: rates.filter((one) => one.id !== rate.id) })
              }
            />
          )}
        </div>
      ))}
      {rates.length < mostRates && (
        <Button variant="quiet" size="sm" icon={<Plus />} className="self-start" onClick={add}>
          Add another
        </Button>
      )}
      <div className={row}>
        <Field
          label="Quota"
          optional
          error={quotaError}
          hint="Begins anew with each day or month, UTC."
        >
          <Input
            inputMode="numeric"
            autoComplete="off"
            placeholder="10,000"
            value={quota.limit}
            onChange={(event) =>
              onChange({ ...value, quota: { ...quota, limit: event.target.value } })
            }
          />
        </Field>
        <Select
          label="Time of the quota"
          options={periodOptions}
          value={quota.period}
          onValueChange={(next) =>
            onChange({ ...value, quota: { ...quota, period: next === "day" ? "day" : "month" } })
          }
          className={cn(beside, "w-36 shrink-0")}
        />
      </div>
    </Fold>
  );
}
