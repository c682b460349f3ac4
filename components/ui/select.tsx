"use client";

import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronsUpDown } from "lucide-react";
import { cn } from "./cn";

export type SelectOption = { value: string; label: string; hint?: string; disabled?: boolean };

export type SelectProps = {
  options: SelectOption[];
  name?: string;
  value?: string | null;
  defaultValue?: string;
  onValueChange?: (value: string) => void;
  placeholder?: string;
  disabled?: boolean;
  label?: string;
  size?: "sm" | "md";
  className?: string;
};

export function Select({
  options,
  onValueChange,
  placeholder = "Choose…",
  label,
  size = "md",
  className,
  ...props
}: SelectProps) {
  return (
    <Base.Root
      {...props}
      items={options}
      modal={false}
      onValueChange={(value) => value !== null && onValueChange?.(value)}
    >
      <Base.Trigger
        aria-label={label}
        className={cn(
          "control flex items-center justify-between gap-2 text-left",
          size === "sm"
            ? "h-8 w-auto px-2.5 text-sm pointer-coarse:h-10"
            : "h-9 px-3 text-base pointer-coarse:h-11",
          className,
        )}
      >
        <Base.Value placeholder={placeholder} className="truncate data-placeholder:text-muted" />
        <Base.Icon>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted" />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50">
          <Base.Popup className="floating min-w-(--anchor-width) max-w-96">
            <Base.List className="max-h-(--available-height) overflow-y-auto p-1">
              {options.map((option) => (
                <Base.Item
                  key={option.value}
                  value={option.value}
                  disabled={option.disabled}
                  className="grid cursor-default grid-cols-[1rem_1fr] gap-2 rounded-sm px-2 py-1.5 outline-none data-disabled:text-muted data-highlighted:bg-idle-soft pointer-coarse:py-2.5"
                >
                  <Base.ItemIndicator className="col-start-1 mt-0.5">
                    <Check aria-hidden className="size-4 text-accent" />
                  </Base.ItemIndicator>
                  <span className="col-start-2">
                    <Base.ItemText>{option.label}</Base.ItemText>
                    {option.hint && <span className="block text-muted text-sm">{option.hint}</span>}
                  </span>
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
