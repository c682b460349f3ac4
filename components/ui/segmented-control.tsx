"use client";

import { Toggle } from "@base-ui/react/toggle";
import { ToggleGroup } from "@base-ui/react/toggle-group";
import type { ReactNode } from "react";
import { useQuery } from "./use-query";

export type Segment = { value: string; label: string; icon?: ReactNode; hideLabel?: boolean };

export function SegmentedControl({
  label,
  options,
  value,
  onValueChange,
  param,
}: {
  label: string;
  options: Segment[];
  value: string;
  onValueChange?: (value: string) => void;
  param?: string;
}) {
  const { set } = useQuery();
  function choose(next: string) {
    onValueChange?.(next);
    if (param) set({ [param]: next, page: null });
  }
  return (
    <ToggleGroup
      aria-label={label}
      value={[value]}
      onValueChange={([next]) => next && choose(String(next))}
      className="inline-flex h-9 items-center gap-0.5 rounded-md border border-line bg-sunken p-0.5 pointer-coarse:h-11"
    >
      {options.map((option) => (
        <Toggle
          key={option.value}
          value={option.value}
          aria-label={option.hideLabel ? option.label : undefined}
          title={option.hideLabel ? option.label : undefined}
          className="inline-flex h-full items-center gap-1.5 rounded-[0.375rem] px-2.5 font-medium text-muted text-sm transition-colors hover:text-text data-pressed:bg-surface data-pressed:text-text data-pressed:shadow-xs dark:data-pressed:bg-line [&_svg]:size-4"
        >
          {option.icon}
          {!option.hideLabel && option.label}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}
