"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ComponentProps, ReactElement, ReactNode } from "react";
import { Button } from "./button";
import { cn } from "./cn";

const widths = { sm: "sm:max-w-md", md: "sm:max-w-xl", lg: "sm:max-w-3xl", xl: "sm:max-w-5xl" };

export const backdropClass =
  "fixed inset-0 z-40 bg-backdrop transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0";

export type Openable = {
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  trigger?: ReactElement<Record<string, unknown>>;
};

export function Dialog({
  open,
  onOpenChange,
  trigger,
  title,
  description,
  size = "md",
  dismissible = true,
  children,
}: Openable & {
  title: ReactNode;
  description?: ReactNode;
  size?: keyof typeof widths;
  dismissible?: boolean;
  children: ReactNode;
}) {
  return (
    <Base.Root
      open={open}
      disablePointerDismissal={!dismissible}
      onOpenChange={(next, details) => {
        if (!dismissible && details.reason === "escape-key") return details.cancel();
        onOpenChange?.(next);
      }}
    >
      {trigger && <Base.Trigger render={trigger} />}
      <Base.Portal>
        <Base.Backdrop className={backdropClass} />
        <Base.Viewport className="fixed inset-0 z-40 flex items-end justify-center pt-8 sm:items-center sm:p-6">
          <Base.Popup
            className={cn(
              "relative flex max-h-full w-full flex-col rounded-t-xl border border-line bg-raised shadow-float outline-none transition duration-150 data-ending-style:translate-y-3 data-starting-style:translate-y-3 data-ending-style:opacity-0 data-starting-style:opacity-0 sm:rounded-lg",
              widths[size],
            )}
          >
            <header className="px-5 pt-4.5 pr-13 pb-3 sm:px-6 sm:pt-5 sm:pr-14">
              <Base.Title className="font-semibold text-lg">{title}</Base.Title>
              {description && (
                <Base.Description className="mt-1 text-muted" render={<div />}>
                  {description}
                </Base.Description>
              )}
            </header>
            {children}
            {dismissible && <CloseCorner />}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}

/** Last in the order of focus, so that a dialog opens on its first field. */
export function CloseCorner() {
  return (
    <Base.Close
      aria-label="Close"
      render={<Button variant="quiet" size="sm" icon={<X />} />}
      className="absolute top-3.5 right-3.5 size-8 px-0"
    />
  );
}

export function DialogBody({ className, ...props }: ComponentProps<"div">) {
  return (
    <div
      {...props}
      className={cn(
        "flex min-h-0 flex-1 flex-col gap-5 overflow-y-auto overscroll-contain px-5 pt-1 pb-5 sm:px-6",
        className,
      )}
    />
  );
}

export function DialogFooter({ children }: { children: ReactNode }) {
  return (
    <footer className="flex flex-col-reverse gap-2 border-t px-5 pt-3.5 pb-[max(0.875rem,env(safe-area-inset-bottom))] sm:flex-row sm:justify-end sm:px-6">
      {children}
    </footer>
  );
}

export function DialogClose({ children = "Cancel" }: { children?: ReactNode }) {
  return <Base.Close render={<Button />}>{children}</Base.Close>;
}
