"use client";

import { cn } from "./cn";
import { CopyButton } from "./copy-button";

export function CodeBlock({ code, label, wrap }: { code: string; label: string; wrap?: boolean }) {
  return (
    <figure className="min-w-0 overflow-hidden rounded-md border border-line bg-sunken">
      <figcaption className="flex items-center justify-between border-b py-1 pr-1.5 pl-3.5 text-muted text-xs">
        {label}
        <CopyButton value={code} what={label} />
      </figcaption>
      <section
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take focus
        tabIndex={0}
        className="overflow-x-auto focus-visible:-outline-offset-2"
      >
        <pre
          className={cn(
            "px-3.5 py-3 font-mono text-sm leading-5.5",
            wrap && "whitespace-pre-wrap break-all",
          )}
        >
          <code>{code}</code>
        </pre>
      </section>
    </figure>
  );
}
