"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { createContext, useContext, useTransition } from "react";

export type QueryPatch = Record<string, string | null>;

/** Where several parts of a page change its address and wait together. */
export const QueryTransition = createContext<ReturnType<typeof useTransition> | null>(null);

/** The page's query string as state: what is filtered, sorted and shown survives reload and back. */
export function useQuery() {
  const router = useRouter();
  const pathname = usePathname();
  const current = useSearchParams();
  const own = useTransition();
  const [pending, start] = useContext(QueryTransition) ?? own;

  function href(patch: QueryPatch): string {
    const next = new URLSearchParams(current);
    for (const [name, value] of Object.entries(patch)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    const query = next.toString();
    return query ? `${pathname}?${query}` : pathname;
  }

  function set(patch: QueryPatch, { replace = false } = {}): void {
    start(() => {
      if (replace) router.replace(href(patch), { scroll: false });
      else router.push(href(patch), { scroll: false });
    });
  }

  return { query: new URLSearchParams(current), href, set, pending };
}
