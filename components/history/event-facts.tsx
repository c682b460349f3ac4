"use client";

import { Filter } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { CopyText } from "@/components/ui/copy-text";
import { KeyValueList } from "@/components/ui/key-value-list";
import { durationWords } from "@/components/ui/number-words";
import { EnvironmentBadge } from "@/components/ui/status-badge";
import { useQuery } from "@/components/ui/use-query";
import type { UsageEvent } from "@/lib/usage/summary";
import { Asked } from "./event-parts";
import { sampleWords } from "./event-words";
import type { HistoryParam, HistoryScope } from "./history-query";

const none = (words: string) => <span className="text-muted">{words}</span>;

/** All that is known of a verdict; from most facts leads a way to all that share it. */
export function EventFacts({
  slug,
  event,
  scope,
  isGone,
}: {
  slug: string;
  event: UsageEvent;
  scope: HistoryScope;
  /** Whether the key was deleted, and with it its application. */
  isGone: boolean;
}) {
  const { application, key, api, endpoint, environment, network } = event;
  const sample = sampleWords(event);
  const only = (param: HistoryParam, value: string, what: string, more?: HistoryParam) => (
    <OnlyThese patch={{ [param]: value, ...(more && api && { [more]: api.id }) }} what={what} />
  );
  return (
    <>
      <section className="flex flex-col gap-4">
        <h3 className="font-semibold">Who and what</h3>
        <KeyValueList
          items={[
            {
              label: "Application",
              value: application ? (
                <Fact
                  only={!scope.application && only("application", application.id, "application")}
                >
                  <Named
                    href={isGone ? undefined : `/${slug}/applications/${application.id}`}
                    name={application.name}
                  />
                </Fact>
              ) : (
                none("Not known")
              ),
            },
            {
              label: "Key",
              value: key ? (
                <Fact only={!scope.key && only("key", key.id, "key")}>
                  <Named href={isGone ? undefined : `/${slug}/keys/${key.id}`} name={key.name} />
                </Fact>
              ) : (
                none("Unknown key")
              ),
              hint: key?.sharedKey && <CopyText value={key.sharedKey} what="Shared key" />,
            },
            {
              label: "API",
              value: api ? (
                <Fact only={!scope.api && only("api", api.id, "API")}>
                  <Named
                    href={api.slug === null ? undefined : `/${slug}/apis/${api.slug}`}
                    name={api.name}
                  />
                </Fact>
              ) : (
                none("None was named")
              ),
            },
            {
              label: "Environment",
              value: environment ? (
                <Fact only={only("environment", environment, "environment")}>
                  <EnvironmentBadge environment={environment} />
                </Fact>
              ) : (
                none("Not known")
              ),
            },
            ...(network === undefined
              ? []
              : [
                  {
                    label: "Network",
                    value: network ? (
                      <Fact only={only("network", network, "network")}>
                        <CopyText value={network} what="Network" />
                      </Fact>
                    ) : (
                      none("Not told by the caller")
                    ),
                  },
                ]),
          ]}
        />
        <KeyValueList
          columns={1}
          items={[
            {
              label: "Endpoint",
              value: (
                <Fact
                  only={
                    endpoint &&
                    only("endpoint", endpoint.id, "endpoint", scope.api ? undefined : "api")
                  }
                >
                  {event.method || event.path ? (
                    <Asked event={event} whole />
                  ) : (
                    none("None asked about")
                  )}
                </Fact>
              ),
            },
          ]}
        />
      </section>
      <section className="flex flex-col gap-4">
        <h3 className="font-semibold">How it went</h3>
        <KeyValueList
          items={[
            { label: "Latency", value: durationWords(event.latencyMicros) },
            { label: "Cost", value: event.cost.toLocaleString("en") },
            {
              label: "Judged by",
              value: (
                <Fact only={only("gate", event.gate ?? "portal", "gate")}>
                  {event.gate ? (
                    <code className="font-mono text-[0.92em]">{event.gate}</code>
                  ) : (
                    "The portal"
                  )}
                </Fact>
              ),
            },
            { label: "User agent", value: event.userAgent ?? none("Not told") },
            {
              label: "Tags",
              value: event.tags.length > 0 ? event.tags.join(", ") : none("None"),
            },
            {
              label: "Sampled",
              value: sample ?? "No: every request of that moment has its row",
              hint: sample && "Too many came at that time for a row each. The counts are exact.",
            },
          ]}
        />
        <KeyValueList
          columns={1}
          items={[
            { label: "Request ID", value: <CopyText value={event.requestId} what="Request ID" /> },
            {
              label: "Time in UTC",
              value: <code className="font-mono text-[0.92em]">{event.at}</code>,
            },
          ]}
        />
      </section>
    </>
  );
}

/** With its page, where it has one. */
const Named = ({ href, name }: { href: string | undefined; name: string }) =>
  href ? (
    <Link href={href} className="underline">
      {name}
    </Link>
  ) : (
    name
  );

const Fact = ({ only, children }: { only: ReactNode; children: ReactNode }) => (
  <span className="flex min-w-0 items-baseline gap-2">
    <span className="min-w-0 break-words">{children}</span>
    {only}
  </span>
);

function OnlyThese({ patch, what }: { patch: Record<string, string>; what: string }) {
  const { href } = useQuery();
  return (
    <Link
      href={href({ ...patch, event: null })}
      scroll={false}
      title={`Only this ${what}`}
      aria-label={`Show only requests of this ${what}`}
      className="relative top-0.5 shrink-0 rounded-sm text-muted hover:text-text pointer-coarse:p-1.5"
    >
      <Filter aria-hidden className="size-3.5" />
    </Link>
  );
}
