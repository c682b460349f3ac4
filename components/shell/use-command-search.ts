"use client";

import { useEffect, useEffectEvent, useState } from "react";
import type { CommandItem } from "./navigation";

export type CommandSearch = (query: string) => Promise<CommandItem[]>;

type Answer = { query: string; found: CommandItem[]; failed: boolean };

const none: Answer = { query: "", found: [], failed: false };

/** Asks the server for what matches, a little after the last keystroke; late answers are dropped. */
export function useCommandSearch(query: string, search: CommandSearch | undefined) {
  const [answer, setAnswer] = useState<Answer>(none);
  const ask = useEffectEvent(async (): Promise<Answer> => {
    try {
      return { query, found: (await search?.(query)) ?? [], failed: false };
    } catch {
      return { query, found: [], failed: true };
    }
  });
  const wanted = Boolean(search) && query.length >= 2;

  useEffect(() => {
    if (!wanted) return;
    let current = true;
    const timer = setTimeout(async () => {
      const next = await ask();
      if (current && next.query === query) setAnswer(next);
    }, 180);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [query, wanted]);

  const answered = answer.query === query;
  return {
    found: wanted && answered ? answer.found : [],
    failed: wanted && answered && answer.failed,
    pending: wanted && !answered,
  };
}
