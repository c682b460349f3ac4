"use client";

import { Input as Base } from "@base-ui/react/input";
import type { ComponentProps } from "react";
import { cn } from "./cn";

export type InputProps = ComponentProps<"input"> & { mono?: boolean };

export function Input({ mono, className, ...props }: InputProps) {
  return (
    <Base
      {...props}
      className={cn(
        "control h-9 px-3 text-base pointer-coarse:h-11",
        mono && "font-mono",
        className,
      )}
    />
  );
}
