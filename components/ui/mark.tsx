import { cn } from "./cn";

export function Mark({ className }: { className?: string }) {
  return (
    <svg
      aria-hidden
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      className={cn("size-6 shrink-0 text-accent", className)}
    >
      <path d="M4.5 2.75v15.5m-1.25 0h2.5l-1.25 3zM9.5 2.75v15.5m-1.25 0h2.5l-1.25 3zM14.5 2.75v15.5m-1.25 0h2.5l-1.25 3zM19.5 2.75v15.5m-1.25 0h2.5l-1.25 3zM2.5 5.25h19M2.5 9.75h19M2.5 14.25h19" />
    </svg>
  );
}

export function Wordmark({ className }: { className?: string }) {
  return (
    <span className={cn("inline-flex items-center gap-2 font-semibold tracking-tight", className)}>
      <Mark />
      Portcullis
    </span>
  );
}
