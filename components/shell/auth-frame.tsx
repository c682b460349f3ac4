import type { ReactNode } from "react";
import { Wordmark } from "@/components/ui/mark";

export function AuthFrame({
  title,
  description,
  children,
  footer,
}: {
  title: string;
  description?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
}) {
  return (
    <main className="flex min-h-dvh flex-col items-center px-4 pt-[max(2rem,14dvh)] pb-12">
      <Wordmark className="mb-8 text-lg" />
      <div className="w-full max-w-md rounded-lg border border-line bg-surface p-6 sm:p-8">
        <h1 className="font-semibold text-xl tracking-tight">{title}</h1>
        {description && <div className="mt-1 text-muted">{description}</div>}
        <div className="mt-6">{children}</div>
      </div>
      {footer && <div className="mt-6 max-w-md text-center text-muted text-sm">{footer}</div>}
    </main>
  );
}
