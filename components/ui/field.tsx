"use client";

import { Field as Base } from "@base-ui/react/field";
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";

export function Field({
  label,
  hint,
  error,
  optional,
  children,
}: {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  optional?: boolean;
  children: ReactNode;
}) {
  return (
    <Base.Root invalid={Boolean(error)} className="flex w-full flex-col gap-1.5">
      <Base.Label className="font-medium">
        {label}
        {optional && <span className="ml-1.5 font-normal text-muted">Optional</span>}
      </Base.Label>
      {children}
      {error && (
        <Base.Error match className="flex gap-1.5 whitespace-pre-line text-bad text-sm">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {error}
        </Base.Error>
      )}
      {hint && <Base.Description className="text-muted text-sm">{hint}</Base.Description>}
    </Base.Root>
  );
}
