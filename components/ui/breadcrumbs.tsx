"use client";

import { createContext, useContext, useEffect } from "react";

export type Crumb = { label: string; href?: string };

export const CrumbContext = createContext<(items: Crumb[]) => void>(() => {});

/** Renders nothing in place: adds its items to the trail in the top bar. */
export function Breadcrumbs({ items }: { items: Crumb[] }) {
  const show = useContext(CrumbContext);
  const trail = JSON.stringify(items);
  useEffect(() => {
    show(JSON.parse(trail));
    return () => show([]);
  }, [show, trail]);
  return null;
}
