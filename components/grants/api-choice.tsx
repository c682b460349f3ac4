"use client";

import { Boxes } from "lucide-react";
import { cn } from "@/components/ui/cn";
import type { CatalogApi } from "@/lib/catalog/summary";
import { ofApi, type Selection } from "./selection";

export function ApiChoice({
  catalog,
  current,
  selection,
  onChoose,
}: {
  catalog: CatalogApi[];
  current: string;
  selection: Selection;
  onChoose: (slug: string) => void;
}) {
  return (
    <fieldset className="flex min-w-0 gap-1 overflow-x-auto md:flex-col">
      <legend className="mb-2 font-medium max-md:sr-only">API</legend>
      {catalog.map((api) => {
        const here = api.slug === current;
        const chosen = ofApi(selection, api).length;
        return (
          <button
            key={api.slug}
            type="button"
            aria-pressed={here}
            onClick={() => onChoose(api.slug)}
            className={cn(
              "flex shrink-0 items-center gap-2 rounded-md px-3 py-2 text-left transition-colors",
              here ? "bg-accent-soft font-medium text-accent" : "text-muted hover:bg-idle-soft",
            )}
          >
            <Boxes aria-hidden className="size-4 shrink-0" />
            <span className="min-w-0 flex-1 truncate">{api.name}</span>
            {chosen > 0 && (
              <span className="rounded-full bg-accent px-1.5 text-on-accent text-xs tabular-nums">
                {chosen}
                <span className="sr-only"> chosen</span>
              </span>
            )}
          </button>
        );
      })}
    </fieldset>
  );
}
