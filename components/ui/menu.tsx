"use client";

import { Menu as Base } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { cn } from "./cn";

export type MenuItem = {
  label: string;
  icon?: ReactNode;
  hint?: ReactNode;
  href?: string;
  onSelect?: () => void;
  tone?: "bad";
  disabled?: boolean;
  checked?: boolean;
};

export type MenuEntry = MenuItem | { separator: true } | { heading: ReactNode };

export function Menu({
  trigger,
  items,
  align = "end",
  label,
}: {
  trigger: ReactElement<Record<string, unknown>>;
  items: MenuEntry[];
  align?: "start" | "center" | "end";
  label?: string;
}) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} sideOffset={6} className="z-50">
          <Base.Popup
            aria-label={label}
            className="floating max-h-(--available-height) min-w-48 max-w-80 overflow-y-auto p-1"
          >
            {items.map((item, index) => {
              if ("separator" in item)
                // biome-ignore lint/suspicious/noArrayIndexKey: separators have no identity
                return <Base.Separator key={`line-${index}`} className="my-1 h-px bg-line" />;
              if ("heading" in item)
                return (
                  // biome-ignore lint/suspicious/noArrayIndexKey: headings have no identity
                  <div key={`head-${index}`} className="px-2 pt-1.5 pb-1 text-muted text-xs">
                    {item.heading}
                  </div>
                );
              return <Item key={item.href ?? item.label} item={item} />;
            })}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function Item({ item }: { item: MenuItem }) {
  const className = cn(
    "flex cursor-default items-center gap-2.5 rounded-sm px-2 py-1.5 text-left outline-none data-disabled:opacity-55 data-highlighted:bg-idle-soft pointer-coarse:py-2.5 [&_svg]:size-4 [&_svg]:shrink-0",
    item.tone === "bad" ? "text-bad data-highlighted:bg-bad-soft" : "[&>svg]:text-muted",
  );
  const content = (
    <>
      {item.icon}
      <span className="min-w-0 flex-1 truncate">{item.label}</span>
      {item.hint && <span className="text-muted text-xs">{item.hint}</span>}
      {item.checked && <Check aria-hidden />}
    </>
  );
  if (item.href)
    return (
      <Base.LinkItem className={className} closeOnClick render={<Link href={item.href} />}>
        {content}
      </Base.LinkItem>
    );
  if (item.checked !== undefined)
    return (
      <Base.CheckboxItem
        checked={item.checked}
        disabled={item.disabled}
        closeOnClick
        className={className}
        onClick={item.onSelect}
      >
        {content}
      </Base.CheckboxItem>
    );
  return (
    <Base.Item className={className} disabled={item.disabled} onClick={item.onSelect}>
      {content}
    </Base.Item>
  );
}
