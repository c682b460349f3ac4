"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { backdropClass, CloseCorner, type Openable } from "./dialog";

const sides = {
  right:
    "right-0 w-full max-w-lg border-l data-ending-style:translate-x-6 data-starting-style:translate-x-6",
  left: "left-0 w-72 max-w-[85vw] border-r data-ending-style:-translate-x-6 data-starting-style:-translate-x-6",
};

export function Drawer({
  open,
  onOpenChange,
  trigger,
  title,
  description,
  footer,
  side = "right",
  bare,
  children,
}: Openable & {
  title: ReactNode;
  description?: ReactNode;
  footer?: ReactNode;
  side?: keyof typeof sides;
  bare?: boolean;
  children: ReactNode;
}) {
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange?.(next)}>
      {trigger && <Base.Trigger render={trigger} />}
      <Base.Portal>
        <Base.Backdrop className={backdropClass} />
        <Base.Popup
          className={cn(
            "fixed inset-y-0 z-40 flex flex-col border-line bg-raised shadow-float outline-none transition duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0",
            sides[side],
          )}
        >
          <header className={cn("border-b px-5 py-3.5 pr-13", bare && "sr-only")}>
            <Base.Title className="font-semibold text-lg">{title}</Base.Title>
            {description && (
              <Base.Description className="text-muted text-sm">{description}</Base.Description>
            )}
          </header>
          <div className={cn("min-h-0 flex-1 overflow-y-auto overscroll-contain", !bare && "p-5")}>
            {children}
          </div>
          {footer && (
            <footer className="flex flex-wrap justify-end gap-2 border-t px-5 py-3.5">
              {footer}
            </footer>
          )}
          {bare ? <Base.Close className="sr-only">Close</Base.Close> : <CloseCorner />}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
