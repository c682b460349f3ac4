"use client";

import { cn } from "./cn";
import { CopyAnnouncement, CopyIcon, midSentence } from "./copy-button";
import { useCopy } from "./use-copy";

export function CopyText({ value, what, short }: { value: string; what: string; short?: boolean }) {
  const { state, copy } = useCopy(value);
  return (
    <span className="inline-flex min-w-0 max-w-full">
      <button
        type="button"
        onClick={copy}
        title={short ? value : undefined}
        className="group inline-flex min-w-0 max-w-full items-center gap-1.5 rounded-sm text-left font-mono text-[0.92em] text-text"
      >
        <span className="sr-only">Copy {midSentence(what)} </span>
        <span className={cn("min-w-0", short ? "truncate" : "break-all")}>
          {short ? shorten(value) : value}
        </span>
        <span className="shrink-0 text-muted group-hover:text-text [&_svg]:size-3.5">
          <CopyIcon state={state} />
        </span>
      </button>
      <CopyAnnouncement state={state} what={what} />
    </span>
  );
}

function shorten(value: string): string {
  return value.length > 16 ? `${value.slice(0, 8)}…${value.slice(-5)}` : value;
}
