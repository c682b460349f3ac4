"use client";

import { Combobox as Base } from "@base-ui/react/combobox";
import { Check, X } from "lucide-react";
import { useRef } from "react";
import { cn } from "./cn";
import type { SelectOption } from "./select";

/** Several of many: what is chosen stands in the field, typing searches the others. */
export function Combobox({
  options,
  value,
  onValueChange,
  placeholder,
  empty = "Nothing matches.",
}: {
  options: SelectOption[];
  value: string[];
  onValueChange: (value: string[]) => void;
  placeholder?: string;
  empty?: string;
}) {
  const field = useRef<HTMLDivElement>(null);
  const chosen = options.filter((option) => value.includes(option.value));
  const others = value.filter((id) => !options.some((option) => option.value === id));
  return (
    <Base.Root
      multiple
      items={options}
      value={chosen}
      isItemEqualToValue={(a, b) => a.value === b.value}
      onValueChange={(next) => onValueChange([...others, ...next.map((option) => option.value)])}
    >
      <Base.Chips
        ref={field}
        className="control flex min-h-9 flex-wrap items-center gap-1 px-1.5 py-1 pointer-coarse:min-h-11"
      >
        <Base.Value>
          {(shown: SelectOption[]) =>
            shown.map((option) => (
              <Base.Chip
                key={option.value}
                aria-label={option.label}
                className="flex items-center gap-1 rounded-sm bg-idle-soft py-0.5 pr-0.5 pl-2 text-sm outline-none data-highlighted:bg-accent-soft"
              >
                {option.label}
                <Base.ChipRemove
                  aria-label={`Remove ${option.label}`}
                  className="rounded-sm p-0.5 text-muted hover:text-text pointer-coarse:p-2"
                >
                  <X aria-hidden className="size-3.5" />
                </Base.ChipRemove>
              </Base.Chip>
            ))
          }
        </Base.Value>
        <Base.Input
          placeholder={value.length === 0 ? placeholder : undefined}
          className="h-7 min-w-24 flex-1 bg-transparent px-1.5 text-base outline-none placeholder:text-muted"
        />
      </Base.Chips>
      <Base.Portal>
        <Base.Positioner anchor={field} sideOffset={4} className="z-50">
          <Base.Popup className={cn("floating w-(--anchor-width) max-w-(--available-width)")}>
            <Base.Empty className="px-3 py-2 text-muted text-sm empty:hidden">{empty}</Base.Empty>
            <Base.List className="max-h-[min(18rem,var(--available-height))] overflow-y-auto p-1 empty:hidden">
              {(option: SelectOption) => (
                <Base.Item
                  key={option.value}
                  value={option}
                  className="grid cursor-default grid-cols-[1rem_1fr] gap-2 rounded-sm px-2 py-1.5 outline-none data-highlighted:bg-idle-soft pointer-coarse:py-2.5"
                >
                  <Base.ItemIndicator className="col-start-1 mt-0.5">
                    <Check aria-hidden className="size-4 text-accent" />
                  </Base.ItemIndicator>
                  <span className="col-start-2">
                    {option.label}
                    {option.hint && <span className="block text-muted text-sm">{option.hint}</span>}
                  </span>
                </Base.Item>
              )}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
