"use client";

import { useEffect, useState } from "react";

/** When the gate first saw the key; asks every 0.8 seconds until then, while the page is looked at. */
export function useFirstRequest(url: string): string | null {
  const [seen, setSeen] = useState<string | null>(null);
  useEffect(() => {
    if (seen) return;
    const asked = new AbortController();
    async function ask() {
      if (document.visibilityState !== "visible") return;
      try {
        const response = await fetch(url, { signal: asked.signal, cache: "no-store" });
        const { lastUsedAt } = (await response.json()) as { lastUsedAt?: string | null };
        if (lastUsedAt) setSeen(lastUsedAt);
      } catch {
        return;
      }
    }
    const timer = setInterval(ask, 800);
    return () => {
      clearInterval(timer);
      asked.abort();
    };
  }, [url, seen]);
  return seen;
}
