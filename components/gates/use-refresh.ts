"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/**
 * Reads the page anew every `seconds` while it is looked at; for half an hour at most, so that a
 * forgotten window keeps no session alive.
 */
export function useRefresh(seconds: number): void {
  const router = useRouter();
  useEffect(() => {
    const began = Date.now();
    const timer = setInterval(() => {
      if (Date.now() - began > 30 * 60_000) clearInterval(timer);
      else if (document.visibilityState === "visible") router.refresh();
    }, seconds * 1000);
    return () => clearInterval(timer);
  }, [router, seconds]);
}
