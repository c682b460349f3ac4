"use client";

import { cva, type VariantProps } from "class-variance-authority";
import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { useFormStatus } from "react-dom";
import { cn } from "./cn";
import { Spinner } from "./spinner";

export const buttonClass = cva(
  "inline-flex shrink-0 select-none items-center justify-center gap-2 whitespace-nowrap rounded-md border font-medium transition-colors disabled:cursor-not-allowed disabled:opacity-55 aria-busy:cursor-progress [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary:
          "border-transparent bg-accent text-on-accent hover:bg-accent-strong active:bg-accent-strong",
        secondary:
          "border-line bg-surface text-text shadow-xs hover:bg-sunken active:bg-sunken dark:bg-raised dark:hover:bg-line",
        quiet:
          "border-transparent bg-transparent text-text hover:bg-idle-soft active:bg-idle-soft data-popup-open:bg-idle-soft",
        danger:
          "border-transparent bg-danger text-on-danger hover:bg-danger-strong active:bg-danger-strong",
      },
      size: {
        sm: "h-7 gap-1.5 px-2.5 text-sm pointer-coarse:h-9",
        md: "h-9 px-3.5 text-base pointer-coarse:h-10",
        lg: "h-11 px-5 text-base",
      },
    },
    defaultVariants: { variant: "secondary", size: "md" },
  },
);

type Looks = VariantProps<typeof buttonClass>;

export type ButtonProps = ComponentProps<"button"> &
  Looks & { pending?: boolean; icon?: ReactNode };

export function Button({
  variant,
  size,
  pending,
  icon,
  className,
  children,
  disabled,
  type = "button",
  ...props
}: ButtonProps) {
  return (
    <button
      {...props}
      type={type}
      disabled={disabled || pending}
      aria-busy={pending || undefined}
      className={cn(buttonClass({ variant, size }), className)}
    >
      {pending ? <Spinner /> : icon}
      {children}
    </button>
  );
}

export function SubmitButton({ pending, variant = "primary", ...props }: ButtonProps) {
  const status = useFormStatus();
  return <Button {...props} variant={variant} type="submit" pending={pending || status.pending} />;
}

export function ButtonLink({
  variant,
  size,
  icon,
  className,
  children,
  ...props
}: ComponentProps<typeof Link> & Looks & { icon?: ReactNode }) {
  return (
    <Link {...props} className={cn(buttonClass({ variant, size }), className)}>
      {icon}
      {children}
    </Link>
  );
}
