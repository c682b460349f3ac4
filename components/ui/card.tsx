import type { ReactNode } from "react";
import { cn } from "./cn";

export function Card({
  title,
  description,
  actions,
  footer,
  flush,
  className,
  children,
}: {
  title?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  footer?: ReactNode;
  flush?: boolean;
  className?: string;
  children?: ReactNode;
}) {
  return (
    <section className={cn("flex flex-col rounded-lg border border-line bg-surface", className)}>
      {(title || actions) && (
        <header
          className={cn(
            "flex flex-wrap justify-between gap-x-4 gap-y-2 px-5 pt-4",
            description ? "items-start" : "items-center",
            flush ? "pb-4" : children ? "pb-1" : "pb-5",
          )}
        >
          <div className="min-w-0 flex-1">
            {title && <h2 className="font-semibold">{title}</h2>}
            {description && <p className="text-muted text-sm">{description}</p>}
          </div>
          {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
        </header>
      )}
      {children && (
        <div className={cn("min-w-0 flex-1", !flush && (title ? "px-5 pt-3 pb-5" : "p-5"))}>
          {children}
        </div>
      )}
      {footer && (
        <footer className="flex flex-wrap items-center justify-end gap-2 rounded-b-lg border-t bg-bg px-5 py-3 text-muted text-sm">
          {footer}
        </footer>
      )}
    </section>
  );
}
