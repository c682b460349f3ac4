"use client";

import type { ReactNode } from "react";
import { Stopped } from "@/components/gates/stopped";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import type { Effect } from "@/lib/verification/settle";

/** What was done and, where it stopped something, since when everywhere. */
export function StoppedDialog({
  title,
  effect,
  onClose,
  children,
}: {
  title: string;
  effect: Effect | undefined;
  onClose: () => void;
  children?: ReactNode;
}) {
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title={title}>
      <DialogBody>
        {effect && <Stopped effect={effect} />}
        {children}
      </DialogBody>
      <DialogFooter>
        <DialogClose>Close</DialogClose>
      </DialogFooter>
    </Dialog>
  );
}
