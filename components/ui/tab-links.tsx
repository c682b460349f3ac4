"use client";

import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { useEffect, useRef } from "react";
import { cn } from "./cn";
import { isCurrent } from "./is-current";

export type TabLink = {
  href: string;
  label: string;
  count?: number;
  exact?: boolean;
  /** What of the present address it goes on with. */
  keeps?: readonly string[];
};

export function TabLinks({ label, tabs }: { label: string; tabs: TabLink[] }) {
  const pathname = usePathname();
  const params = useSearchParams();
  const bar = useRef<HTMLElement>(null);
  const current = useRef<HTMLAnchorElement>(null);
  const here = tabs.find((tab) => isCurrent(pathname, tab))?.href;

  useEffect(() => {
    const tab = here && current.current;
    if (!bar.current || !tab) return;
    bar.current.scrollLeft = tab.offsetLeft - (bar.current.clientWidth - tab.clientWidth) / 2;
  }, [here]);

  return (
    <nav
      ref={bar}
      aria-label={label}
      className="relative -mx-4 overflow-x-auto border-b px-4 [scrollbar-width:none] sm:mx-0 sm:px-0"
    >
      <ul className="flex gap-5">
        {tabs.map((tab) => {
          const isHere = tab.href === here;
          return (
            <li key={tab.href}>
              <Link
                href={withParams(tab, params)}
                ref={isHere ? current : undefined}
                aria-current={isHere ? "page" : undefined}
                className={cn(
                  "-mb-px flex h-10 items-center gap-1.5 whitespace-nowrap border-b-2 font-medium transition-colors focus-visible:-outline-offset-2",
                  isHere
                    ? "border-accent text-text"
                    : "border-transparent text-muted hover:text-text",
                )}
              >
                {tab.label}
                {tab.count !== undefined && (
                  <span className="rounded-full bg-idle-soft px-1.5 font-normal text-idle text-xs tabular-nums">
                    {tab.count.toLocaleString("en")}
                  </span>
                )}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function withParams({ href, keeps = [] }: TabLink, params: URLSearchParams): string {
  const kept = new URLSearchParams([...params].filter(([name]) => keeps.includes(name)));
  return kept.size > 0 ? `${href}?${kept}` : href;
}
