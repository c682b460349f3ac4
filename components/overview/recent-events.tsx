import { actionWords } from "@/components/audit/action-words";
import { OutcomeBadge } from "@/components/audit/outcome-badge";
import { targetName } from "@/components/audit/target-name";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { RelativeTime } from "@/components/ui/relative-time";
import type { AuditEventSummary } from "@/lib/audit/summary";

export function RecentEvents({ events, href }: { events: AuditEventSummary[]; href: string }) {
  return (
    <Card
      flush
      title="Recent events"
      actions={
        <ButtonLink href={href} size="sm">
          Audit log
        </ButtonLink>
      }
    >
      <ol>
        {events.map((event) => (
          <li
            key={event.id}
            className="flex flex-wrap items-center gap-x-3 gap-y-0.5 border-t px-5 py-2.5"
          >
            <p className="min-w-0 flex-1 basis-60 truncate">
              <span className="font-medium">{actionWords(event.action)}</span>
              {targetName(event.target) && (
                <span className="text-muted"> · {targetName(event.target)}</span>
              )}
            </p>
            {event.outcome === "refused" && <OutcomeBadge outcome="refused" />}
            <p className="text-muted text-sm">
              {event.actor.name}, <RelativeTime value={event.occurredAt} />
            </p>
          </li>
        ))}
      </ol>
    </Card>
  );
}
