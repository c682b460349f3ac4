"use client";

import { useEffect, useEffectEvent, useState } from "react";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { confirmed } from "@/components/ui/confirm-result";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { EnvironmentBadge } from "@/components/ui/status-badge";
import { toast } from "@/components/ui/toast";
import type { ApplicationSummary } from "@/lib/applications/summary";
import type { ApplicationActions, Impact } from "./application-actions";

export function DeleteApplicationDialog({
  open,
  onOpenChange,
  application,
  actions,
  onDeleted,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  application: ApplicationSummary;
  actions: ApplicationActions;
  onDeleted: () => void;
}) {
  const { id, name } = application;

  async function remove() {
    const result = await actions.remove(id, { name });
    if (result.ok) {
      toast({ title: `${name} is deleted`, description: "Its keys are refused." });
      onDeleted();
    }
    return confirmed(result);
  }

  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Delete ${name}?`}
      consequence="The application, its grants and its keys end at once. This cannot be undone."
      confirmLabel="Delete application"
      typeName={name}
      onConfirm={remove}
    >
      {open && <WhatStops id={id} impact={actions.impact} />}
    </ConfirmDialog>
  );
}

function WhatStops({ id, impact }: { id: string; impact: ApplicationActions["impact"] }) {
  const [told, setTold] = useState<Impact | "unknown">();
  const ask = useEffectEvent(async () => {
    const result = await impact(id).catch(() => undefined);
    setTold(result?.ok ? result.data : "unknown");
  });
  useEffect(() => {
    ask();
  }, []);

  if (!told) return <Skeleton className="h-16" />;
  if (told === "unknown") {
    return <p className="text-muted">What stops could not be looked up.</p>;
  }
  if (told.activeKeys.length === 0) return <p className="text-muted">It has no active keys.</p>;
  return (
    <div className="rounded-md border border-line">
      <p className="border-b px-3.5 py-2.5">
        <span className="font-medium">
          {told.activeKeys.length === 1
            ? "1 active key stops"
            : `${told.activeKeys.length} active keys stop`}
        </span>
        <span className="text-muted">
          , last used <RelativeTime value={told.lastUsedAt} empty="never" />
        </span>
      </p>
      <ul className="max-h-40 divide-y divide-line overflow-y-auto">
        {told.activeKeys.map((key) => (
          <li key={key.id} className="flex items-center justify-between gap-3 px-3.5 py-2 text-sm">
            <span className="min-w-0 truncate">{key.name}</span>
            <EnvironmentBadge environment={key.environment} />
          </li>
        ))}
      </ul>
    </div>
  );
}
