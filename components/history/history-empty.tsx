"use client";

import { Activity } from "lucide-react";
import Link from "next/link";
import { keyOfEnvironment, verifySnippet } from "@/components/keys/snippets";
import { Button, ButtonLink } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { EmptyState } from "@/components/ui/empty-state";
import { useQuery } from "@/components/ui/use-query";
import { type HistoryQuery, narrowing } from "./history-query";
import { KeptFor, type Oldest } from "./kept-for";

/** No row: nothing matches, nothing in this time, or nothing ever. */
export function HistoryEmpty({
  slug,
  gateUrl,
  query,
  narrowed,
  live,
  hasTraffic,
  oldest,
}: {
  slug: string;
  gateUrl: string;
  query: HistoryQuery;
  narrowed: boolean;
  live: boolean;
  /** Whether any request ever came. */
  hasTraffic: boolean;
  /** Set where the time asked for begins before what is kept. */
  oldest: Oldest | undefined;
}) {
  const { set, href } = useQuery();
  const icon = <Activity aria-hidden />;
  if (live) {
    return (
      <EmptyState icon={icon} title="Waiting for requests">
        They appear here within a second of a gate deciding on them.
      </EmptyState>
    );
  }
  if (narrowed) {
    const clear = Object.fromEntries(narrowing.map((name) => [name, null]));
    return (
      <EmptyState
        icon={icon}
        title="No request matches"
        action={<Button onClick={() => set(clear)}>Clear the filters</Button>}
      >
        {query.requestId
          ? "No request with this ID is kept. One that was sampled out, or is older than what is kept, has no row."
          : "Choose a longer time, or other filters."}
        {oldest && (
          <p>
            <KeptFor slug={slug} {...oldest} />
          </p>
        )}
      </EmptyState>
    );
  }
  if (hasTraffic) {
    const isLongest = query.range === "30d" || query.range === "custom";
    return (
      <EmptyState
        icon={icon}
        title="No requests in this time"
        action={
          !isLongest && (
            <ButtonLink href={href({ range: "30d", from: null, to: null })} scroll={false}>
              Show 30 days
            </ButtonLink>
          )
        }
      >
        {oldest && (
          <p>
            <KeptFor slug={slug} {...oldest} />
          </p>
        )}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={icon}
      title="No requests yet"
      action={
        <div className="w-full max-w-2xl text-left">
          <CodeBlock
            label="Ask a gate about a key"
            code={verifySnippet(gateUrl, keyOfEnvironment)}
          />
        </div>
      }
    >
      Requests that a gate decides on stand here within a second.{" "}
      <Link href={`/${slug}/apis`} className="underline">
        An API's Integrate tab
      </Link>{" "}
      has the code for your service.
    </EmptyState>
  );
}
