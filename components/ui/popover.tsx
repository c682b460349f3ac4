"use client";

import { Popover as Base } from "@base-ui/react/popover";
import type { ReactElement, ReactNode, RefObject } from "react";
import { cn } from "./cn";

export type PopoverActions = Base.Root.Actions;

export function Popover({
  trigger,
  title,
  align = "start",
  side = "bottom",
  flush,
  onOpen,
  closer,
  children,
}: {
  trigger: ReactElement<Record<string, unknown>>;
  title?: ReactNode;
  align?: "start" | "center" | "end";
  side?: "top" | "bottom" | "left" | "right";
  /** The content goes to the edges and brings its own padding. */
  flush?: boolean;
  onOpen?: () => void;
  /** Closes it from within. */
  closer?: RefObject<PopoverActions | null>;
  children: ReactNode;
}) {
  return (
    <Base.Root actionsRef={closer} onOpenChange={(open) => open && onOpen?.()}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} side={side} sideOffset={6} className="z-50">
          <Base.Popup
            className={cn("floating max-w-[calc(100vw-2rem)]", flush ? "w-96" : "w-80 p-4")}
          >
            {title && (
              <Base.Title className={cn("font-medium", flush ? "px-4 py-3" : "mb-2")}>
                {title}
              </Base.Title>
            )}
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
