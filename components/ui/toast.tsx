"use client";

import { Toast } from "@base-ui/react/toast";
import { CircleCheck, CircleX, Info, X } from "lucide-react";
import { cn } from "./cn";
import { IconButton } from "./icon-button";
import { toneText } from "./tone";

type ToastTone = "ok" | "bad" | "info";

const manager = Toast.createToastManager();
const icons = { ok: CircleCheck, bad: CircleX, info: Info };

/** Says what succeeded. Never for what needs an answer. */
export function toast({
  title,
  description,
  tone = "ok",
}: {
  title: string;
  description?: string;
  tone?: ToastTone;
}): void {
  manager.add({ title, description, type: tone, priority: tone === "bad" ? "high" : "low" });
}

export function Toaster() {
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className="fixed inset-x-4 bottom-4 z-50 flex flex-col gap-2 sm:left-auto sm:w-90">
          <Toasts />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function Toasts() {
  const { toasts } = Toast.useToastManager();
  return toasts.map((item) => {
    const tone: ToastTone = item.type === "bad" || item.type === "info" ? item.type : "ok";
    const Icon = icons[tone];
    return (
      <Toast.Root
        key={item.id}
        toast={item}
        swipeDirection={["right", "down"]}
        className="rounded-md border border-line bg-raised shadow-float transition duration-150 data-ending-style:translate-y-2 data-starting-style:translate-y-2 data-ending-style:opacity-0 data-limited:hidden data-starting-style:opacity-0"
      >
        <Toast.Content className="flex items-start gap-3 py-2.5 pr-2 pl-3.5">
          <Icon aria-hidden className={cn("mt-1 size-4.5 shrink-0", toneText[tone])} />
          <div className="min-w-0 flex-1 py-0.5">
            <Toast.Title className="font-medium" />
            <Toast.Description className="text-muted text-sm" />
          </div>
          <Toast.Close render={<IconButton label="Dismiss" size="sm" icon={<X />} />} />
        </Toast.Content>
      </Toast.Root>
    );
  });
}
