"use client";

import { Collapsible } from "@base-ui/react/collapsible";
import { ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";

/** A part of a form that few need, with what it says now beside its title. */
export function Fold({
  title,
  summary,
  forced = false,
  children,
}: {
  title: string;
  summary: string;
  /** Whether it has to be open, as something in it is wrong or missing. */
  forced?: boolean;
  children: ReactNode;
}) {
  const [open, setOpen] = useState(forced);
  // It stays open when the last mistake in it is mended.
  if (forced && !open) setOpen(true);
  return (
    <Collapsible.Root open={open} onOpenChange={setOpen} className="flex flex-col">
      <Collapsible.Trigger className="group flex min-h-9 max-w-full items-center gap-2 self-start rounded-md text-left">
        <ChevronRight
          aria-hidden
          className="size-4 shrink-0 text-muted transition-transform group-data-panel-open:rotate-90"
        />
        <span className="font-medium">{title}</span>
        <span className="min-w-0 truncate text-muted text-sm">{summary}</span>
      </Collapsible.Trigger>
      <Collapsible.Panel className="flex flex-col gap-5 pt-3 pb-4 pl-6 max-sm:pl-0">
        {children}
      </Collapsible.Panel>
    </Collapsible.Root>
  );
}
