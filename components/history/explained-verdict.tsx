"use client";

import { ArrowRight } from "lucide-react";
import { ButtonLink } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { toneSoft } from "@/components/ui/tone";
import { explainEvent, type KeyNow } from "@/lib/history/explain-event";
import type { UsageEvent } from "@/lib/usage/summary";
import { clockWords, dayWords } from "./event-words";
import { OutcomeMark } from "./outcome-mark";
import { outcomeLook } from "./outcome-words";

/** Which rule decided, what would put it right, and the page where that is done. */
export function ExplainedVerdict({
  slug,
  event,
  now,
  zone,
}: {
  slug: string;
  zone: string;
  event: UsageEvent;
  now: KeyNow | "gone" | undefined;
}) {
  const isGone = now === "gone";
  const { reason, remedy, fix, since } = explainEvent(event, {
    slug,
    now: isGone ? undefined : now,
    when: (at) => `${dayWords(at, zone)}, ${clockWords(at, zone)}`,
  });
  // Its settings are for whom may edit it; from its first page everyone gets on.
  const href = fix?.replace(/\/settings$/, "");
  return (
    <section
      aria-label="The verdict"
      className={cn(
        "flex flex-col gap-2 rounded-md p-4",
        toneSoft[outcomeLook(event.outcome).tone],
      )}
    >
      <p className="flex flex-wrap items-center gap-2">
        <OutcomeMark outcome={event.outcome} />
        <code className="font-mono text-muted text-xs">{event.outcome}</code>
      </p>
      <p className="break-words">{reason}</p>
      {remedy && <p className="break-words font-medium">{remedy}</p>}
      {(isGone || since) && (
        <p className="text-muted">{isGone ? "By now the key is deleted." : since}</p>
      )}
      {href && !isGone && (
        <p>
          <ButtonLink size="sm" href={href} icon={<ArrowRight />}>
            {pageWords(href)}
          </ButtonLink>
        </p>
      )}
    </section>
  );
}

function pageWords(href: string): string {
  if (/\/keys\/[^/]+$/.test(href)) return "Open the key";
  if (href.endsWith("/keys")) return "Open the application's keys";
  if (/\/applications\/[^/]+\/apis$/.test(href)) return "Open Connected APIs";
  return href.includes("/apis/") ? "Open the API" : "Open the application";
}
