"use client";

import { type FormEvent, useEffect, useRef, useState, useTransition } from "react";
import type { FormResult } from "@/lib/form";

type Failure = {
  message?: string | undefined;
  errors: { path: string; message: string }[];
  requestId?: string;
};

const unreachable: Failure = {
  message: "The portal could not be reached. Check your connection and try again.",
  errors: [],
};

/** Submits a form without losing what was typed, and says which field needs a correction. */
export function useSubmit<T>(
  action: (form: FormData) => Promise<FormResult<T>>,
  done: (data: T) => void,
) {
  const [failure, setFailure] = useState<Failure>();
  const [pending, start] = useTransition();
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (!failure) return;
    form.current?.querySelector<HTMLElement>("[aria-invalid=true], [data-invalid]")?.focus();
  }, [failure]);

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    event.stopPropagation();
    if (pending) return;
    const element = event.currentTarget;
    form.current = element;
    const data = new FormData(element);
    start(async () => {
      const result = await action(data).catch(lost);
      if ("failure" in result) return setFailure(result.failure);
      if (!result.ok) {
        const shown =
          result.errors.length > 0 &&
          result.errors.every(({ path }) => element.elements.namedItem(path));
        return setFailure({ ...result, message: shown ? undefined : result.message });
      }
      setFailure(undefined);
      done(result.data);
    });
  }

  return {
    onSubmit,
    pending,
    failure,
    message: failure?.message,
    requestId: failure?.requestId,
    errorAt: (path: string) => failure?.errors.find((error) => error.path === path)?.message,
    reset: () => setFailure(undefined),
  };
}

function lost(error: unknown): { failure: Failure } {
  if (error instanceof Error && "digest" in error) throw error;
  return { failure: unreachable };
}
