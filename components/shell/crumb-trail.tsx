"use client";

import { ChevronRight } from "lucide-react";
import Link from "next/link";
import type { Crumb } from "@/components/ui/breadcrumbs";
import { cn } from "@/components/ui/cn";

export function CrumbTrail({ items }: { items: Crumb[] }) {
  return (
    <nav aria-label="Breadcrumbs" className="min-w-0 flex-1">
      <ol className="flex min-w-0 items-center gap-1.5">
        {items.map((item, index) => {
          const last = index === items.length - 1;
          return (
            <li
              key={`${item.href ?? ""} ${item.label}`}
              className={cn("flex items-center gap-1.5", last ? "min-w-0" : "max-sm:hidden")}
            >
              {index > 0 && (
                <ChevronRight aria-hidden className="size-3.5 shrink-0 text-muted max-sm:hidden" />
              )}
              {last || !item.href ? (
                <span
                  aria-current={last ? "page" : undefined}
                  className={cn("truncate", last ? "font-medium" : "text-muted")}
                >
                  {item.label}
                </span>
              ) : (
                <Link
                  href={item.href}
                  className="whitespace-nowrap rounded-sm text-muted hover:text-text"
                >
                  {item.label}
                </Link>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
