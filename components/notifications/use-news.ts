"use client";

import { usePathname } from "next/navigation";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { NotificationSummary } from "@/lib/notifications/summary";

export type News = { unread: number; latest?: NotificationSummary[] };

/**
 * What the bell shows: what the server drew, another object each time it draws, or what `url` told
 * since. That is asked after each navigation, when the window gets the focus, and by `ask`.
 */
export function useNews(url: string, drawn: News): News & { ask: () => Promise<void> } {
  const pathname = usePathname();
  const [heard, setHeard] = useState<{ news: News; since: News }>();
  const seen = useRef(pathname);
  const asked = useRef(0);

  async function ask() {
    const turn = ++asked.current;
    try {
      const response = await fetch(url, { cache: "no-store" });
      if (!response.ok || turn !== asked.current) return;
      const news: News = await response.json();
      setHeard({ news, since: drawn });
    } catch {
      return;
    }
  }
  const askAgain = useEffectEvent(ask);

  useEffect(() => {
    if (seen.current === pathname) return;
    seen.current = pathname;
    void askAgain();
  }, [pathname]);

  useEffect(() => {
    const listen = () => void askAgain();
    window.addEventListener("focus", listen);
    return () => window.removeEventListener("focus", listen);
  }, []);

  return {
    ...(heard?.since === drawn ? heard.news : { latest: heard?.news.latest, ...drawn }),
    ask,
  };
}
