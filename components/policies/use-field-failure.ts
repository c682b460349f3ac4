"use client";

import { useState } from "react";
import { flushSync } from "react-dom";
import type { Failure } from "@/components/ui/use-answer";
import { useFocusInvalid } from "@/components/ui/use-focus-invalid";

/**
 * What is wrong in a form that was reviewed in a dialog: `close` ends the dialog, and once that has
 * given the focus back, the first field that is wrong takes it.
 */
export function useFieldFailure(close: () => void) {
  const [failure, setFailure] = useState<Failure>();
  useFocusInvalid(failure);
  return {
    failure,
    errorAt: (path: string) => failure?.errors.find((error) => error.path === path)?.message,
    clear: () => setFailure(undefined),
    show(next: Failure): void {
      flushSync(close);
      setTimeout(() => setFailure(next));
    },
  };
}
