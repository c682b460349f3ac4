"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { ApplicationSummary } from "@/lib/applications/summary";
import type { ApplicationActions } from "./application-actions";
import { type AskedStop, StopDialogs } from "./stop-dialogs";
import { useActivate } from "./use-activate";

export function DangerZone({
  slug,
  application,
  actions,
}: {
  slug: string;
  application: ApplicationSummary;
  actions: ApplicationActions;
}) {
  const router = useRouter();
  const [asked, setAsked] = useState<AskedStop>("none");
  const { activate, pending } = useActivate(application, actions);
  const active = application.status === "active";
  return (
    <Card title="Stop" flush>
      <ul className="divide-y divide-line border-t">
        <Act
          title={active ? "Deactivate" : "Activate"}
          words={
            active
              ? "All its keys are refused from now on, until you activate it again."
              : "Its active keys work again."
          }
        >
          {active ? (
            <Button onClick={() => setAsked("deactivate")}>Deactivate application</Button>
          ) : (
            <Button onClick={activate} pending={pending}>
              Activate application
            </Button>
          )}
        </Act>
        <Act title="Delete" words="Its keys and grants end for good. The audit log stays.">
          <Button variant="danger" onClick={() => setAsked("delete")}>
            Delete application
          </Button>
        </Act>
      </ul>
      <StopDialogs
        asked={asked}
        close={() => setAsked("none")}
        application={application}
        actions={actions}
        onDeleted={() => router.push(`/${slug}/applications`)}
      />
    </Card>
  );
}

function Act({
  title,
  words,
  children,
}: {
  title: string;
  words: string;
  children: React.ReactNode;
}) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 px-5 py-4">
      <div className="min-w-0 flex-1 basis-64">
        <h3 className="font-medium">{title}</h3>
        <p className="text-muted text-sm">{words}</p>
      </div>
      {children}
    </li>
  );
}
