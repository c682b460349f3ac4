"use client";

import { useEffect, useRef } from "react";

/** For the form whose ref it returns: focuses its first invalid field whenever `problems` change. */
export function useInvalidFocus(problems: unknown) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (problems) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [problems]);
  return form;
}
