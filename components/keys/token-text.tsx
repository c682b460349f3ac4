"use client";

import { CopyButton } from "@/components/ui/copy-button";

/** A token, which is long: wrapped, and scrolled where it is very long. */
export function TokenText({ value }: { value: string }) {
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-center justify-between gap-2">
        <p className="font-medium">Token</p>
        <CopyButton value={value} what="Token" shape="button" />
      </div>
      <section
        aria-label="Token"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take focus
        tabIndex={0}
        className="max-h-44 overflow-y-auto rounded-md border border-line-strong bg-sunken px-3 py-2"
      >
        <code className="block select-all break-all font-mono text-sm">{value}</code>
      </section>
    </div>
  );
}
