"use client";

import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import type { ReactNode } from "react";

export function SortHeader({
  column,
  sort,
  onSortChange,
  className,
  children,
}: {
  column: string;
  sort: string | undefined;
  onSortChange: (sort: string) => void;
  className: string;
  children: ReactNode;
}) {
  if (sort === undefined)
    return (
      <th scope="col" className={className}>
        {children}
      </th>
    );
  const ascending = sort === column;
  const descending = sort === `-${column}`;
  const Icon = ascending ? ArrowUp : descending ? ArrowDown : ChevronsUpDown;
  return (
    <th
      scope="col"
      aria-sort={ascending ? "ascending" : descending ? "descending" : "none"}
      className={className}
    >
      <button
        type="button"
        onClick={() => onSortChange(ascending ? `-${column}` : column)}
        className="-mx-1.5 inline-flex h-7 items-center gap-1 rounded-sm px-1.5 hover:text-text"
      >
        {children}
        <Icon aria-hidden className="size-3.5" />
      </button>
    </th>
  );
}
