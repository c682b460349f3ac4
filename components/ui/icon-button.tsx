"use client";

import { Button, type ButtonProps } from "./button";
import { cn } from "./cn";
import { Tooltip } from "./tooltip";

const square = {
  sm: "size-7 px-0 pointer-coarse:size-9",
  md: "size-9 px-0 pointer-coarse:size-10",
  lg: "size-11 px-0",
};

export function IconButton({
  label,
  icon,
  size,
  variant = "quiet",
  className,
  ...props
}: Omit<ButtonProps, "children"> & { label: string }) {
  return (
    <Tooltip label={label}>
      <Button
        {...props}
        aria-label={label}
        icon={icon}
        size={size}
        variant={variant}
        className={cn(square[size ?? "md"], className)}
      />
    </Tooltip>
  );
}
