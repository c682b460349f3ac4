import Link from "next/link";
import type { ReactNode } from "react";
import { Count } from "@/components/ui/count";

export type BarItem = {
  id: string;
  label: ReactNode;
  /** What is said under it. */
  hint?: ReactNode;
  count: number;
  /** Instead of the accent. */
  color?: string;
  href?: string | undefined;
  /** Whether the link leads to another page, or to a place of this one. */
  jumps?: boolean;
  /** Beside the count. */
  aside?: ReactNode;
  /** What the link does, where its label alone does not say. */
  does?: string;
};

/** What has most of something: a line each, with a bar as long as its share of the first. */
export function BarList({
  label,
  items,
  empty,
}: {
  label: string;
  items: BarItem[];
  empty: string;
}) {
  const most = Math.max(1, ...items.map(({ count }) => count));
  if (items.length === 0) return <p className="px-5 pb-5 text-muted text-sm">{empty}</p>;
  return (
    <ul aria-label={label} className="flex flex-col pb-2 text-sm">
      {items.map((item) => (
        <li
          key={item.id}
          className="relative flex flex-col gap-1 px-5 py-1.5 transition-colors has-[a]:hover:bg-bg"
        >
          <div className="flex items-baseline gap-3">
            <span className="min-w-0 flex-1 truncate">
              {item.href ? (
                <Link
                  href={item.href}
                  prefetch={false}
                  scroll={item.jumps ?? false}
                  title={item.does}
                  className="after:absolute after:inset-0"
                >
                  {item.label}
                </Link>
              ) : (
                item.label
              )}
            </span>
            {item.aside}
            <span className="w-12 text-right font-medium">
              <Count value={item.count} />
            </span>
          </div>
          {item.hint && <p className="text-muted text-xs">{item.hint}</p>}
          <div aria-hidden className="h-1 overflow-hidden rounded-full bg-sunken">
            <div
              className="h-full min-w-0.5 rounded-full bg-accent"
              style={{
                width: `${(item.count / most) * 100}%`,
                ...(item.color && { background: item.color }),
              }}
            />
          </div>
        </li>
      ))}
    </ul>
  );
}
