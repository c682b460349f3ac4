"use client";

import { Check, Copy, X } from "lucide-react";
import { Button } from "./button";
import { IconButton } from "./icon-button";
import { type CopyState, useCopy } from "./use-copy";

export function CopyButton({
  value,
  label = "Copy",
  what = "Text",
  shape = "icon",
  variant,
  onCopied,
}: {
  value: string;
  label?: string;
  what?: string;
  shape?: "icon" | "button";
  variant?: "primary" | "secondary" | "quiet";
  onCopied?: () => void;
}) {
  const { state, copy } = useCopy(value);
  const act = async () => {
    if (await copy()) onCopied?.();
  };
  return (
    <>
      {shape === "icon" ? (
        <IconButton
          label={state === "copied" ? "Copied" : `${label} ${midSentence(what)}`}
          size="sm"
          variant={variant ?? "quiet"}
          icon={<CopyIcon state={state} />}
          onClick={act}
        />
      ) : (
        <Button size="sm" variant={variant} icon={<CopyIcon state={state} />} onClick={act}>
          {state === "copied" ? "Copied" : label}
        </Button>
      )}
      <CopyAnnouncement state={state} what={what} />
    </>
  );
}

/** "Shared key" within a sentence is "shared key"; "API key" stays. */
export function midSentence(words: string): string {
  return /^[A-Z][a-z]/.test(words) ? words.charAt(0).toLowerCase() + words.slice(1) : words;
}

export function CopyIcon({ state }: { state: CopyState }) {
  if (state === "copied") return <Check aria-hidden className="text-ok" />;
  if (state === "failed") return <X aria-hidden className="text-bad" />;
  return <Copy aria-hidden />;
}

export function CopyAnnouncement({ state, what }: { state: CopyState; what: string }) {
  return (
    <span aria-live="polite" className="sr-only">
      {state === "copied" && `${what} copied`}
      {state === "failed" && `${what} could not be copied; select it and copy by hand`}
    </span>
  );
}
