"use client";

import { type ReactNode, useContext, useTransition } from "react";
import { cn } from "./cn";
import { QueryTransition } from "./use-query";

/** What is within shares one pending state: whoever changes the address, all of it knows. */
export function QueryPending({ children }: { children: ReactNode }) {
  const transition = useTransition();
  return <QueryTransition value={transition}>{children}</QueryTransition>;
}

/** Keeps what was drawn, dimmed, until what was asked for is there. */
export function DimWhilePending({
  className,
  children,
}: {
  className?: string;
  children: ReactNode;
}) {
  const [pending] = useContext(QueryTransition) ?? [false];
  return (
    <div
      aria-busy={pending || undefined}
      className={cn("transition-opacity", pending && "opacity-50", className)}
    >
      {children}
    </div>
  );
}
