"use client";

import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { searchable } from "@/components/shell/shared-key-query";
import { Input } from "./input";
import { Spinner } from "./spinner";
import { useQuery } from "./use-query";

export function SearchInput({
  label,
  placeholder = "Search…",
  param = "q",
}: {
  label: string;
  placeholder?: string;
  param?: string;
}) {
  const { query, set, pending } = useQuery();
  const shown = query.get(param) ?? "";
  const [text, setText] = useState(shown);
  const sent = useRef(shown);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => {
    if (shown === sent.current) return;
    sent.current = shown;
    setText(shown);
  }, [shown]);
  useEffect(() => () => clearTimeout(timer.current), []);

  function send(typed: string) {
    clearTimeout(timer.current);
    const value = searchable(typed);
    if (value !== typed) setText(value);
    if (value === sent.current) return;
    sent.current = value;
    set({ [param]: value || null, page: null }, { replace: true });
  }

  return (
    <search className="relative min-w-0 flex-1 basis-56 sm:max-w-80">
      <span className="pointer-events-none absolute inset-y-0 left-3 z-10 flex items-center text-muted">
        {pending ? <Spinner /> : <Search aria-hidden className="size-4" />}
      </span>
      <Input
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={text}
        // A whole token: only its id is sent.
        maxLength={8192}
        autoComplete="off"
        spellCheck={false}
        className="pl-9"
        onChange={(event) => {
          const value = event.target.value;
          setText(value);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => send(value.trim()), 250);
        }}
        onKeyDown={(event) => event.key === "Enter" && send(text.trim())}
      />
    </search>
  );
}
