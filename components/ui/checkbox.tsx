"use client";

import { Checkbox as Base } from "@base-ui/react/checkbox";
import { Check, Minus } from "lucide-react";
import { type ReactNode, useId } from "react";
import { cn } from "./cn";

export function Checkbox({
  label,
  hint,
  hideLabel,
  className,
  ...props
}: {
  label: ReactNode;
  hint?: ReactNode;
  hideLabel?: boolean;
  name?: string;
  value?: string;
  checked?: boolean;
  defaultChecked?: boolean;
  indeterminate?: boolean;
  disabled?: boolean;
  onCheckedChange?: (checked: boolean) => void;
  className?: string;
}) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the checkbox inside is the control
    <label className={cn("flex items-start gap-2.5 has-data-disabled:text-muted", className)}>
      <Base.Root
        {...props}
        // Named before the page is alive, too.
        aria-labelledby={id}
        className="flex size-4.5 shrink-0 items-center justify-center rounded-sm border border-line-strong bg-surface transition-colors not-data-disabled:cursor-pointer data-checked:border-accent data-indeterminate:border-accent data-checked:bg-accent data-indeterminate:bg-accent data-disabled:opacity-55 [label:not(:has(.sr-only))>&]:mt-0.5"
      >
        <Base.Indicator className="text-on-accent">
          {props.indeterminate ? (
            <Minus aria-hidden className="size-3.5" strokeWidth={3} />
          ) : (
            <Check aria-hidden className="size-3.5" strokeWidth={3} />
          )}
        </Base.Indicator>
      </Base.Root>
      <span id={id} className={hideLabel ? "sr-only" : "min-w-0"}>
        {label}
        {hint && <span className="block text-muted text-sm">{hint}</span>}
      </span>
    </label>
  );
}
