"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent } from "react";
import type { NavEntry } from "./navigation";

const waitMs = 1200;

export function useShortcuts(
  nav: NavEntry[],
  open: { palette: () => void; shortcuts: () => void },
): void {
  const router = useRouter();

  const handle = useEffectEvent((event: KeyboardEvent, afterG: boolean): boolean => {
    if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open.palette();
      return false;
    }
    if (event.metaKey || event.ctrlKey || event.altKey || isBusy(event.target)) return false;
    if (afterG) {
      const entry = nav.find((item) => item.shortcut === event.key.toLowerCase());
      if (entry) {
        event.preventDefault();
        router.push(entry.href);
      }
      return false;
    }
    if (event.key === "?") open.shortcuts();
    return event.key === "g";
  });

  useEffect(() => {
    let pressedG = Number.NEGATIVE_INFINITY;
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.repeat) return;
      const afterG = event.timeStamp - pressedG < waitMs;
      pressedG = handle(event, afterG) ? event.timeStamp : Number.NEGATIVE_INFINITY;
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
}

function isBusy(target: EventTarget | null): boolean {
  if (document.querySelector("[role=dialog]:not([aria-modal=false]), [role=menu]")) return true;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}
