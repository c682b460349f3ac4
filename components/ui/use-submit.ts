"use client";

import { type FormEvent, useRef, useState } from "react";
import type { FormResult } from "@/lib/form";
import { type Failure, useAnswer } from "./use-answer";

/**
 * Submits a plain form and keeps what was typed: what is wrong stands at its field, which takes the
 * focus; `message` is for what has no field here.
 */
export function useSubmit<T>(
  action: (form: FormData) => Promise<FormResult<T>>,
  onDone: (data: T) => void,
) {
  const form = useRef<HTMLFormElement>(null);
  const [banner, setBanner] = useState<Failure>();
  const { submit, pending, failure, errorAt, reset } = useAnswer(action, onDone, (result) => {
    const fields = form.current?.elements;
    const atFields = result.errors.every(({ path }) => fields?.namedItem(path));
    setBanner(result.errors.length > 0 && atFields ? undefined : result);
  });

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    event.stopPropagation();
    form.current = event.currentTarget;
    submit(new FormData(event.currentTarget));
  }

  const shown = failure && banner;
  return {
    onSubmit,
    pending,
    errorAt,
    message: shown?.message,
    requestId: shown?.requestId,
    reset,
  };
}
