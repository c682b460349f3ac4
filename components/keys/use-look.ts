"use client";

import { useEffect, useState } from "react";
import type { FormResult } from "@/lib/form";

export type Look<T> = { data?: T; failure?: { message: string; requestId?: string } };

/** What a dialog has to know, asked once when it opens. */
export function useLook<T>(ask: (() => Promise<FormResult<T>>) | undefined): Look<T> | undefined {
  const [look, setLook] = useState<Look<T> | undefined>(ask && {});
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, when it opens
  useEffect(() => {
    let left = false;
    const silence = { message: "The server did not answer. Close this and try again." };
    ask?.()
      .then((result) => !left && setLook(result.ok ? { data: result.data } : { failure: result }))
      .catch(() => !left && setLook({ failure: silence }));
    return () => {
      left = true;
    };
  }, []);
  return look;
}
