import Link from "next/link";
import { useParams } from "next/navigation";
import { CopyText } from "@/components/ui/copy-text";
import { Drawer } from "@/components/ui/drawer";
import { KeyValueList } from "@/components/ui/key-value-list";
import { DateTime } from "@/components/ui/relative-time";
import type { AuditEventSummary } from "@/lib/audit/summary";
import { actionWords } from "./action-words";
import { ActorName } from "./actor-name";
import { Difference } from "./difference";
import { OutcomeBadge } from "./outcome-badge";
import { targetName } from "./target-name";

const mono = "font-mono text-[0.92em]";
const none = <span className="text-muted">None</span>;

export function AuditDrawer({
  event,
  open,
  onOpenChange,
}: {
  event: AuditEventSummary | undefined;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const name = targetName(event?.target ?? null);
  return (
    <Drawer
      open={open}
      onOpenChange={onOpenChange}
      title={event ? actionWords(event.action) : ""}
      description={name ?? undefined}
    >
      {event && <Details event={event} />}
    </Drawer>
  );
}

function Details({ event }: { event: AuditEventSummary }) {
  const { org } = useParams<{ org?: string }>();
  const { target } = event;
  return (
    <div className="flex flex-col gap-6">
      <KeyValueList
        items={[
          { label: "Time", value: <DateTime value={event.occurredAt} /> },
          { label: "Outcome", value: <OutcomeBadge outcome={event.outcome} /> },
          { label: "Actor", value: <ActorName actor={event.actor} /> },
          { label: "Network", value: event.network ?? none },
        ]}
      />
      {event.reason && (
        <KeyValueList items={[{ label: "Reason", value: event.reason }]} columns={1} />
      )}
      {(event.before || event.after) && (
        <section className="flex flex-col gap-2">
          <h3 className="font-semibold">What changed</h3>
          <Difference before={event.before} after={event.after} />
        </section>
      )}
      <section className="flex flex-col gap-3">
        <h3 className="font-semibold">Evidence</h3>
        <KeyValueList
          columns={1}
          items={[
            { label: "Time in UTC", value: <code className={mono}>{event.occurredAt}</code> },
            { label: "Action", value: <code className={mono}>{event.action}</code> },
            { label: "Actor ID", value: <CopyText value={event.actor.id} what="Actor ID" /> },
            ...(target
              ? [
                  {
                    label: "Target ID",
                    value: <CopyText value={target.id} what="Target ID" />,
                    hint: org && target.kind === "key" && (
                      <Link href={`/${org}/keys/${target.id}`} className="underline">
                        Open the key
                      </Link>
                    ),
                  },
                ]
              : []),
            { label: "Request ID", value: <CopyText value={event.requestId} what="Request ID" /> },
            { label: "Event ID", value: <CopyText value={event.id} what="Event ID" /> },
            { label: "User agent", value: event.userAgent ?? none },
          ]}
        />
      </section>
    </div>
  );
}
