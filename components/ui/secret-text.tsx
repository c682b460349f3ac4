"use client";

import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { CopyButton, midSentence } from "./copy-button";
import { IconButton } from "./icon-button";

const dots = "•".repeat(24);

export function SecretText({
  label,
  value,
  concealed,
}: {
  label: string;
  value: string;
  concealed?: boolean;
}) {
  const [shown, setShown] = useState(!concealed);
  return (
    <div className="flex flex-col gap-1.5">
      <p className="font-medium">{label}</p>
      <div className="flex items-center gap-1 rounded-md border border-line-strong bg-sunken py-1 pr-1 pl-3">
        <code className="min-w-0 flex-1 select-all break-all py-1 font-mono text-sm">
          {shown ? value : dots}
        </code>
        {concealed && (
          <IconButton
            size="sm"
            label={shown ? `Hide ${midSentence(label)}` : `Show ${midSentence(label)}`}
            icon={shown ? <EyeOff /> : <Eye />}
            onClick={() => setShown(!shown)}
          />
        )}
        <CopyButton value={value} what={label} shape="button" />
      </div>
    </div>
  );
}

export function MaskedSecret() {
  return (
    <span title="Shown only at creation" className="text-muted tracking-widest">
      <span aria-hidden>••••</span>
      <span className="sr-only">Hidden; shown only at creation</span>
    </span>
  );
}
