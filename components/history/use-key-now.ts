"use client";

import { useEffect, useState } from "react";
import type { KeyNow } from "@/lib/history/explain-event";

/** Who holds an arrow key goes on before that. */
const restMs = 150;

/** How the key stands now, `gone` where it was deleted; undefined until that is told. */
export function useKeyNow(slug: string, id: string | undefined): KeyNow | "gone" | undefined {
  const [told, setTold] = useState<{ id: string; now: KeyNow | "gone" }>();
  useEffect(() => {
    if (!id) return;
    const left = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const answer = await fetch(`/${slug}/keys/${id}/now`, { signal: left.signal });
        if (answer.ok) setTold({ id, now: (await answer.json()) as KeyNow });
        else if (answer.status === 404) setTold({ id, now: "gone" });
      } catch {
        return;
      }
    }, restMs);
    return () => {
      left.abort();
      clearTimeout(timer);
    };
  }, [slug, id]);
  return told?.id === id ? told?.now : undefined;
}
