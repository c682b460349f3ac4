"use client";

import { X } from "lucide-react";
import { SensitiveMark } from "@/components/catalog/sensitive-mark";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { RelativeTime } from "@/components/ui/relative-time";
import type { OpenedEndpoint } from "@/lib/grants/opened";
import type { GrantSummary } from "@/lib/grants/summary";
import { Approval } from "./approval";
import { EndpointLabel } from "./endpoint-label";

export const nameOf = ({ permission, endpoint }: GrantSummary): string =>
  permission?.name ?? `${endpoint?.method} ${endpoint?.path}`;

/** One grant: what, by whom, when and why, where approved, and what can be done about it. */
export function GrantRow({
  grant,
  opens,
  onRemove,
  ...standing
}: {
  grant: GrantSummary;
  opens: OpenedEndpoint[];
  onRemove: ((grant: GrantSummary) => void) | undefined;
  onRequest: ((grant: GrantSummary) => void) | undefined;
  onApprove: ((grant: GrantSummary) => void) | undefined;
}) {
  const { permission, endpoint, sensitive, reason, createdByName, createdAt } = grant;
  return (
    <li className="flex items-start gap-3 px-5 py-3">
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          {endpoint ? (
            <EndpointLabel
              method={endpoint.method}
              path={endpoint.path}
              deprecated={endpoint.deprecated}
            />
          ) : (
            <span className="break-all font-medium font-mono text-sm">{permission?.name}</span>
          )}
          {sensitive && <SensitiveMark />}
          {endpoint?.permission && (
            <span className="text-muted text-sm">this endpoint only, of {endpoint.permission}</span>
          )}
        </div>
        <p className="mt-0.5 break-words text-muted text-sm">
          {createdByName}, <RelativeTime value={createdAt} />
          {reason && <>: “{reason}”</>}
        </p>
        {permission && <Opens endpoints={opens} />}
        <div className="mt-1.5 flex flex-wrap items-center gap-2 sm:hidden">
          <Standing grant={grant} {...standing} />
        </div>
      </div>
      <div className="flex shrink-0 items-center gap-2">
        <div className="flex items-center gap-2 max-sm:hidden">
          <Standing grant={grant} {...standing} />
        </div>
        {onRemove && (
          <IconButton
            label={`Remove ${nameOf(grant)}`}
            size="sm"
            icon={<X />}
            onClick={() => onRemove(grant)}
          />
        )}
      </div>
    </li>
  );
}

function Standing({
  grant,
  onRequest,
  onApprove,
}: {
  grant: GrantSummary;
  onRequest: ((grant: GrantSummary) => void) | undefined;
  onApprove: ((grant: GrantSummary) => void) | undefined;
}) {
  const act = onApprove ?? onRequest;
  return (
    <>
      <Approval grant={grant} />
      {act && grant.closedToDevelopers.length > 0 && (
        <Button size="sm" onClick={() => act(grant)}>
          {onApprove ? "Approve" : "Request approval"}
        </Button>
      )}
    </>
  );
}

function Opens({ endpoints }: { endpoints: OpenedEndpoint[] }) {
  if (endpoints.length === 0)
    return <p className="mt-0.5 text-muted text-sm">No endpoint requires it so far.</p>;
  return (
    <details className="mt-1 text-sm">
      <summary className="w-fit cursor-pointer text-muted">
        {endpoints.length === 1 ? "Opens 1 endpoint" : `Opens ${endpoints.length} endpoints`}
      </summary>
      <ul className="mt-1.5 flex max-h-72 flex-col gap-1 overflow-y-auto">
        {endpoints.map((endpoint) => (
          <li key={endpoint.id}>
            <EndpointLabel
              method={endpoint.method}
              path={endpoint.path}
              deprecated={endpoint.deprecated}
            />
          </li>
        ))}
      </ul>
    </details>
  );
}
