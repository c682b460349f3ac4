"use client";

import { Radio } from "@base-ui/react/radio";
import { RadioGroup as Base } from "@base-ui/react/radio-group";
import { type ReactNode, useId } from "react";
import { cn } from "./cn";

export type RadioOption = {
  value: string;
  label: ReactNode;
  hint?: ReactNode;
  icon?: ReactNode;
  disabled?: boolean;
};

export function RadioGroup({
  label,
  hideLabel,
  options,
  layout = "list",
  onValueChange,
  ...props
}: {
  label: string;
  hideLabel?: boolean;
  options: RadioOption[];
  layout?: "list" | "cards";
  name?: string;
  value?: string;
  defaultValue?: string;
  onValueChange?: (value: string) => void;
}) {
  const id = useId();
  const cards = layout === "cards";
  return (
    <div className="flex flex-col gap-2">
      <span id={id} className={hideLabel ? "sr-only" : "font-medium"}>
        {label}
      </span>
      <Base
        {...props}
        aria-labelledby={id}
        onValueChange={(value) => onValueChange?.(String(value))}
        className={cards ? "grid gap-2 sm:auto-cols-fr sm:grid-flow-col" : "flex flex-col gap-2.5"}
      >
        {options.map((option) => (
          // biome-ignore lint/a11y/noLabelWithoutControl: the radio inside is the control
          <label
            key={option.value}
            className={cn(
              "flex cursor-pointer items-start gap-2.5 has-data-disabled:cursor-not-allowed has-data-disabled:text-muted",
              cards &&
                "rounded-md border border-line bg-surface px-3 py-2.5 transition-colors hover:border-line-strong has-data-checked:border-accent has-data-checked:bg-accent-soft",
            )}
          >
            <Radio.Root
              value={option.value}
              disabled={option.disabled}
              aria-labelledby={`${id}-${option.value}`}
              className="mt-0.5 flex size-4.5 shrink-0 items-center justify-center rounded-full border border-line-strong bg-surface data-checked:border-accent data-checked:bg-accent data-disabled:opacity-55"
            >
              <Radio.Indicator className="size-2 rounded-full bg-on-accent" />
            </Radio.Root>
            <span id={`${id}-${option.value}`} className="min-w-0 flex-1">
              {option.label}
              {option.hint && <span className="block text-muted text-sm">{option.hint}</span>}
            </span>
            {option.icon && <span className="text-muted [&_svg]:size-4.5">{option.icon}</span>}
          </label>
        ))}
      </Base>
    </div>
  );
}
