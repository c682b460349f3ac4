"use client";

import { KeyRound } from "lucide-react";
import Link from "next/link";
import { Count } from "@/components/ui/count";
import { RelativeTime } from "@/components/ui/relative-time";
import { EnvironmentBadge, StatusBadge } from "@/components/ui/status-badge";
import { Sparkline } from "@/components/usage/sparkline";
import type { Sparkline as Traffic } from "@/lib/usage/summary";
import type { ApplicationActions } from "./application-actions";
import { ApplicationMenu, type ManagedApplication } from "./application-menu";

export function ApplicationCards({
  slug,
  applications,
  traffic,
  actions,
}: {
  slug: string;
  applications: ManagedApplication[];
  traffic: ReadonlyMap<string, Traffic>;
  actions: ApplicationActions;
}) {
  return (
    <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
      {applications.map((application) => (
        <li
          key={application.id}
          className="relative flex min-w-0 flex-col rounded-lg border border-line bg-surface p-5 transition-colors has-[h2>a:hover]:border-line-strong"
        >
          <div className="flex items-start gap-3">
            <h2 className="min-w-0 flex-1 truncate font-semibold">
              <Link
                href={`/${slug}/applications/${application.id}`}
                className="after:absolute after:inset-0 after:rounded-lg focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent focus-visible:after:outline-offset-2"
              >
                {application.name}
              </Link>
            </h2>
            <StatusBadge status={application.status} />
            <div className="relative -mt-0.5 -mr-2">
              <ApplicationMenu slug={slug} application={application} actions={actions} />
            </div>
          </div>
          <p className="truncate font-mono text-muted text-xs">
            {new URL(application.baseUrl).host}
          </p>
          <p className="mt-3 line-clamp-2 min-h-11 text-muted">
            {application.description || "No description."}
          </p>
          <div className="mt-3 mb-4 flex min-h-6 items-end gap-3">
            <div className="flex min-w-0 flex-1 flex-wrap gap-x-4 gap-y-1">
              {application.keys.environments.map((environment) => (
                <EnvironmentBadge key={environment} environment={environment} />
              ))}
            </div>
            <RequestsOfDay traffic={traffic.get(application.id)} />
          </div>
          <div className="mt-auto flex items-center justify-between gap-3 border-t pt-3 text-muted text-sm">
            <span className="flex items-center gap-1.5 tabular-nums">
              <KeyRound aria-hidden className="size-3.5" />
              {keysWord(application.keys.active)}
            </span>
            <span>
              {application.lastUsedAt ? (
                <>
                  Used <RelativeTime value={application.lastUsedAt} />
                </>
              ) : (
                "Never used"
              )}
            </span>
          </div>
        </li>
      ))}
    </ul>
  );
}

function RequestsOfDay({ traffic }: { traffic: Traffic | undefined }) {
  if (!traffic || traffic.total === 0) return null;
  return (
    <div className="flex shrink-0 items-end gap-2">
      <Sparkline {...traffic} className="w-20" />
      <span className="text-muted text-xs">
        <Count value={traffic.total} /> in 24 h
      </span>
    </div>
  );
}

function keysWord(count: number): string {
  if (count === 0) return "No active keys";
  return count === 1 ? "1 active key" : `${count} active keys`;
}
