"use client";

import { useState, useTransition } from "react";
import type { FieldError } from "@/lib/errors";
import type { FormResult } from "@/lib/form";
import { useFocusInvalid } from "./use-focus-invalid";

export type Failure = {
  code?: string;
  message: string;
  errors: FieldError[];
  requestId?: string;
};

const silence: Failure = {
  message: "The server did not answer. Look whether the change was made before you try again.",
  errors: [],
};

/** A round trip of what a form holds in state: errors stand at their field, the rest in `banner`. */
export function useAnswer<I, T>(
  action: (input: I) => Promise<FormResult<T>>,
  onDone: (data: T) => void,
  onFailure?: (failure: Failure) => void,
) {
  const [failure, setFailure] = useState<Failure>();
  const [pending, start] = useTransition();
  useFocusInvalid(failure);

  function submit(input: I): void {
    if (pending) return;
    start(async () => {
      const result = await action(input).catch(() => ({ ok: false as const, ...silence }));
      setFailure(result.ok ? undefined : result);
      if (result.ok) onDone(result.data);
      else onFailure?.(result);
    });
  }

  const errorAt = (path: string) => failure?.errors.find((error) => error.path === path)?.message;
  const banner = failure && failure.errors.length === 0 ? failure : undefined;
  return { submit, pending, failure, errorAt, banner, reset: () => setFailure(undefined) };
}
