"use client";

import { exactTime } from "@/components/ui/exact-time";
import { Notice } from "@/components/ui/notice";
import type { Effect } from "@/lib/verification/settle";
import { stoppedWords } from "./stopped-words";

/** From when on nothing accepts what was stopped, and how many gates said so. */
export function Stopped({ effect }: { effect: Effect }) {
  const { lead, gates, notes } = stoppedWords(effect);
  return (
    <Notice
      role="status"
      tone={effect.gates.stale ? "warn" : "ok"}
      title={
        <>
          {lead}{" "}
          <time dateTime={effect.effectiveAt} className="tabular-nums">
            {exactTime(effect.effectiveAt)}
          </time>
          {gates && ` — ${gates}`}
        </>
      }
    >
      {notes.length > 0 && notes.join(" ")}
    </Notice>
  );
}
