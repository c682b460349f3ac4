"use client";

import { Monitor, Smartphone } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { FormError } from "@/components/ui/form-error";
import { RelativeTime } from "@/components/ui/relative-time";
import { toast } from "@/components/ui/toast";
import { useAnswer } from "@/components/ui/use-answer";
import type { SessionSummary } from "@/lib/access/sessions";
import type { FormResult } from "@/lib/form";
import { deviceWords } from "./device-words";

type EndSession = (id: string) => Promise<FormResult<null>>;

export function SessionList({ sessions, end }: { sessions: SessionSummary[]; end: EndSession }) {
  return (
    <ul aria-label="Sessions">
      {sessions.map((session) => (
        <Session key={session.id} session={session} end={end} />
      ))}
    </ul>
  );
}

function Session({ session, end }: { session: SessionSummary; end: EndSession }) {
  const { submit, pending, failure } = useAnswer(end, () => toast({ title: "Session ended" }));
  const device = deviceWords(session.userAgent);
  const Icon = /Mobile|Android|iPhone/.test(session.userAgent ?? "") ? Smartphone : Monitor;
  return (
    <li className="flex flex-col gap-2 border-t px-5 py-3">
      <div className="flex items-center gap-3.5">
        <Icon aria-hidden className="size-5 shrink-0 text-muted" />
        <div className="min-w-0 flex-1">
          <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1 font-medium">
            {device}
            {session.current && <Badge tone="ok">This session</Badge>}
          </p>
          <p className="text-muted text-sm">
            {session.network ? `${session.network} · ` : ""}
            Last seen <RelativeTime value={session.lastSeenAt} /> · Signed in{" "}
            <RelativeTime value={session.createdAt} />
          </p>
        </div>
        {!session.current && (
          <Button
            size="sm"
            pending={pending}
            aria-label={`End the session of ${device}`}
            onClick={() => submit(session.id)}
          >
            End
          </Button>
        )}
      </div>
      <FormError message={failure?.message} requestId={failure?.requestId} />
    </li>
  );
}
