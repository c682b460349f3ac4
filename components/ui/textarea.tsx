"use client";

import { Field } from "@base-ui/react/field";
import type { ComponentProps } from "react";
import { cn } from "./cn";

export function Textarea({
  mono,
  className,
  rows = 3,
  ...props
}: ComponentProps<"textarea"> & { mono?: boolean }) {
  return (
    <Field.Control
      render={<textarea {...props} rows={rows} />}
      className={cn(
        "control field-sizing-content min-h-20 resize-y px-3 py-2 text-base",
        mono && "font-mono text-sm",
        className,
      )}
    />
  );
}
