"use client";

import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useQuery } from "@/components/ui/use-query";
import { nothingSelected } from "./usage-params";

/** The time that is marked in the chart, and how to leave it or go into it. */
export function SelectionChip({ words, zoom }: { words: string; zoom: ReactNode }) {
  const { set } = useQuery();
  return (
    <p className="flex flex-wrap items-center gap-2 text-sm" aria-live="polite">
      <span className="flex items-center gap-1 rounded-full bg-accent-soft py-0.5 pr-1 pl-3 font-medium text-accent tabular-nums">
        {words}
        <button
          type="button"
          aria-label="Remove the selection"
          onClick={() => set({ ...nothingSelected, page: null })}
          className="rounded-full p-1 hover:bg-surface pointer-coarse:p-2"
        >
          <X aria-hidden className="size-3.5" />
        </button>
      </span>
      {zoom}
    </p>
  );
}
