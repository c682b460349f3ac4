import type { ReactNode } from "react";
import { cn } from "./cn";

const layouts = { 1: "", 2: "sm:grid-cols-2", 3: "sm:grid-cols-2 lg:grid-cols-3" };

export function KeyValueList({
  items,
  columns = 2,
}: {
  items: { label: string; value: ReactNode; hint?: ReactNode }[];
  columns?: 1 | 2 | 3;
}) {
  return (
    <dl className={cn("grid gap-x-8 gap-y-4", layouts[columns])}>
      {items.map((item) => (
        <div key={item.label} className="min-w-0">
          <dt className="text-muted text-sm">{item.label}</dt>
          <dd className="mt-0.5 min-w-0 break-words">
            {item.value}
            {item.hint && <span className="block text-muted text-sm">{item.hint}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
