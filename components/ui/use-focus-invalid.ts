"use client";

import { useEffect } from "react";

/** Moves the focus to the first field that is wrong, each time that `failure` is a new one. */
export function useFocusInvalid(failure: unknown): void {
  useEffect(() => {
    if (failure) document.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [failure]);
}
