"use client";

import { CircleCheck } from "lucide-react";
import { exactTime } from "@/components/ui/exact-time";
import { useFirstRequest } from "./use-first-request";

export function FirstRequest({ url }: { url: string }) {
  const seen = useFirstRequest(url);
  return (
    <p role="status" className="flex items-center gap-2 text-sm">
      {seen ? (
        <>
          <CircleCheck aria-hidden className="size-4 text-ok" />
          <span className="font-medium text-ok">First request seen at {exactTime(seen)}</span>
        </>
      ) : (
        <>
          <span aria-hidden className="mx-1 size-2 animate-pulse rounded-full bg-line-strong" />
          <span className="text-muted">Waiting for the first request…</span>
        </>
      )}
    </p>
  );
}
