"use client";

import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import { CornerDownLeft, Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { backdropClass } from "@/components/ui/dialog";
import { Spinner } from "@/components/ui/spinner";
import type { CommandItem } from "./navigation";
import { searchable } from "./shared-key-query";
import { type CommandSearch, useCommandSearch } from "./use-command-search";

type PaletteProps = { items: CommandItem[]; search?: CommandSearch };

export function CommandPalette({
  open,
  onOpenChange,
  ...props
}: PaletteProps & { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className={backdropClass} />
        <Dialog.Popup
          aria-label="Search or jump to"
          className="fixed inset-x-3 top-[max(0.75rem,12dvh)] z-40 mx-auto flex max-h-[min(30rem,80dvh)] max-w-xl flex-col overflow-hidden rounded-lg border border-line bg-raised shadow-float outline-none transition duration-150 data-ending-style:scale-98 data-starting-style:scale-98 data-ending-style:opacity-0 data-starting-style:opacity-0"
        >
          <Palette {...props} onDone={() => onOpenChange(false)} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Palette({ items, search, onDone }: PaletteProps & { onDone: () => void }) {
  const router = useRouter();
  const [text, setText] = useState("");
  const { found, pending, failed } = useCommandSearch(searchable(text), search);
  const groups = grouped(matching(items, text), found);

  return (
    <Autocomplete.Root
      open
      inline
      mode="none"
      items={groups}
      value={text}
      onValueChange={(value, details) => details.reason !== "item-press" && setText(value)}
      itemToStringValue={(item: CommandItem) => item.label}
      autoHighlight="always"
      keepHighlight
    >
      <div className="flex items-center gap-3 border-b px-4 text-muted">
        {pending ? <Spinner /> : <Search aria-hidden className="size-4" />}
        <Autocomplete.Input
          aria-label="Search or jump to"
          placeholder="Search, jump to, or paste a key…"
          maxLength={8192}
          spellCheck={false}
          className="h-12 min-w-0 flex-1 bg-transparent text-lg text-text outline-none"
        />
        <Dialog.Close className="sr-only">Close</Dialog.Close>
      </div>
      <Autocomplete.Empty>
        <p className="px-4 py-8 text-center text-muted empty:hidden">
          {failed
            ? "The search did not answer. Type again to retry."
            : pending
              ? "Searching…"
              : "Nothing matches."}
        </p>
      </Autocomplete.Empty>
      <Autocomplete.List className="min-h-0 flex-1 scroll-py-2 overflow-y-auto overscroll-contain p-2 empty:hidden">
        {(group: CommandGroup) => (
          <Autocomplete.Group key={group.value} items={group.items} className="not-last:mb-2">
            <Autocomplete.GroupLabel className="px-2.5 py-1 text-muted text-xs">
              {group.value}
            </Autocomplete.GroupLabel>
            <Autocomplete.Collection>
              {(item: CommandItem) => (
                <Autocomplete.Item
                  key={item.id}
                  value={item}
                  onClick={() => {
                    onDone();
                    router.push(item.href);
                  }}
                  className="group flex min-h-9 cursor-default items-center gap-3 rounded-md px-2.5 py-1.5 outline-none data-highlighted:bg-idle-soft pointer-coarse:min-h-11 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-muted"
                >
                  {item.icon}
                  <span className="min-w-0 flex-1 truncate">{item.label}</span>
                  {item.hint && (
                    <span className="max-w-1/2 truncate text-muted text-sm">{item.hint}</span>
                  )}
                  <CornerDownLeft aria-hidden className="hidden group-data-highlighted:block" />
                </Autocomplete.Item>
              )}
            </Autocomplete.Collection>
          </Autocomplete.Group>
        )}
      </Autocomplete.List>
    </Autocomplete.Root>
  );
}

type CommandGroup = { value: string; items: CommandItem[] };

function matching(items: CommandItem[], text: string): CommandItem[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return items.filter((item) => {
    const content = `${item.label} ${item.group} ${item.keywords ?? ""}`.toLowerCase();
    return words.every((word) => content.includes(word));
  });
}

function grouped(items: CommandItem[], found: CommandItem[]): CommandGroup[] {
  const unique = new Map([...items, ...found].map((item) => [item.id, item]));
  const groups = new Map<string, CommandItem[]>();
  for (const item of unique.values())
    groups.set(item.group, [...(groups.get(item.group) ?? []), item]);
  return [...groups].map(([value, entries]) => ({ value, items: entries }));
}
