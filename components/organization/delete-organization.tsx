"use client";

import { useEffect, useEffectEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { confirmed } from "@/components/ui/confirm-result";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import type { OrganizationImpact } from "@/lib/organizations/summary";
import type { OrganizationActions } from "./organization-actions";

export function DeleteOrganization({
  name,
  impact,
  remove,
}: {
  name: string;
  impact: OrganizationActions["impact"];
  remove: OrganizationActions["remove"];
}) {
  return (
    <Card
      title="Delete the organization"
      description="All its keys and service tokens stop at once, and nobody sees it any more."
      actions={
        <ConfirmDialog
          trigger={<Button variant="danger">Delete organization</Button>}
          title={`Delete ${name}?`}
          consequence="Its keys and service tokens are refused at once. Members see nothing of it from their next request on. Its slug stays reserved. This cannot be undone."
          confirmLabel="Delete organization"
          typeName={name}
          onConfirm={async () => {
            const result = await remove({ name });
            if (result.ok) window.location.assign("/");
            return confirmed(result);
          }}
        >
          <WhatStops impact={impact} />
        </ConfirmDialog>
      }
    />
  );
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;

function WhatStops({ impact }: { impact: OrganizationActions["impact"] }) {
  const [told, setTold] = useState<OrganizationImpact | "unknown">();
  const ask = useEffectEvent(async () => {
    const result = await impact().catch(() => undefined);
    setTold(result?.ok ? result.data : "unknown");
  });
  useEffect(() => {
    ask();
  }, []);

  if (!told) return <Skeleton className="h-24" />;
  if (told === "unknown") {
    return <p className="text-muted">What stops could not be looked up.</p>;
  }
  return (
    <div className="rounded-md border border-line">
      <p className="px-3.5 py-2.5">
        <span className="font-medium">
          {told.activeKeys === 1 ? "1 active key stops" : `${told.activeKeys} active keys stop`}
        </span>
        <span className="text-muted">
          , last used <RelativeTime value={told.lastUsedAt} empty="never" />.{" "}
          {counted(told.activeTokens, "service token")} and {counted(told.members, "member")} lose
          access.
        </span>
      </p>
      {told.applications.length > 0 && (
        <ul
          aria-label="Applications"
          className="max-h-40 divide-y divide-line overflow-y-auto border-t"
        >
          {told.applications.map(({ id, name, activeKeys }) => (
            <li key={id} className="flex justify-between gap-3 px-3.5 py-2 text-sm">
              <span className="min-w-0 truncate">{name}</span>
              <span className="shrink-0 text-muted">{counted(activeKeys, "active key")}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
