"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import { buttonClass } from "./button";
import { useQuery } from "./use-query";

export function Pagination({
  page,
  pageSize,
  total,
  param = "page",
}: {
  page: number;
  pageSize: number;
  total: number;
  param?: string;
}) {
  const { href } = useQuery();
  const pages = Math.max(1, Math.ceil(total / pageSize));
  if (total === 0) return null;
  const first = (page - 1) * pageSize + 1;
  const last = Math.min(total, page * pageSize);
  const to = (target: number) => href({ [param]: target > 1 ? String(target) : null });
  return (
    <nav aria-label="Pages" className="flex flex-wrap items-center justify-between gap-3">
      <p className="text-muted text-sm tabular-nums">
        {first.toLocaleString("en")}–{last.toLocaleString("en")} of {total.toLocaleString("en")}
      </p>
      {pages > 1 && (
        <div className="flex items-center gap-2">
          <Step href={page > 1 ? to(page - 1) : undefined} label="Previous page">
            <ChevronLeft aria-hidden />
          </Step>
          <span className="text-sm tabular-nums">
            Page {page.toLocaleString("en")} of {pages.toLocaleString("en")}
          </span>
          <Step href={page < pages ? to(page + 1) : undefined} label="Next page">
            <ChevronRight aria-hidden />
          </Step>
        </div>
      )}
    </nav>
  );
}

function Step({
  href,
  label,
  children,
}: {
  href: string | undefined;
  label: string;
  children: React.ReactNode;
}) {
  const className = buttonClass({ size: "sm", className: "w-8 px-0" });
  if (!href)
    return (
      <span aria-hidden className={`${className} opacity-50`}>
        {children}
      </span>
    );
  return (
    <Link href={href} aria-label={label} scroll={false} className={className}>
      {children}
    </Link>
  );
}
