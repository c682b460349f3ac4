import { CircleCheck, CircleX, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { type Tone, toneSoft, toneText } from "./tone";

const icons = {
  ok: CircleCheck,
  warn: TriangleAlert,
  bad: CircleX,
  idle: Info,
  info: Info,
  accent: Info,
};

export function Notice({
  tone = "info",
  title,
  children,
  actions,
  role,
}: {
  tone?: Tone;
  title?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  role?: "alert" | "status";
}) {
  const Icon = icons[tone];
  return (
    <div role={role} className={cn("flex gap-3 rounded-md px-3.5 py-3", toneSoft[tone])}>
      <Icon aria-hidden className={cn("mt-0.5 size-4.5 shrink-0", toneText[tone])} />
      <div className="min-w-0 flex-1">
        {title && <p className="font-medium">{title}</p>}
        {children && <div className="text-sm">{children}</div>}
        {actions && <div className="mt-2.5 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  );
}
