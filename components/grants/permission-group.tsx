"use client";

import { ShieldAlert } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Checkbox } from "@/components/ui/checkbox";
import type { CatalogApi, EndpointSummary, PermissionSummary } from "@/lib/catalog/summary";
import { MethodMark } from "./method-mark";
import {
  endpointsOf,
  extent,
  isTicked,
  type Selection,
  tickEndpoint,
  tickPermission,
} from "./selection";

export function PermissionGroup({
  api,
  permission,
  endpoints,
  count,
  selection,
  onChange,
  initial,
  maySensitive,
}: {
  api: CatalogApi;
  permission: PermissionSummary | null;
  endpoints: EndpointSummary[];
  count: number;
  selection: Selection;
  onChange: (selection: Selection) => void;
  initial?: Selection | undefined;
  maySensitive: boolean;
}) {
  const locked = permission?.sensitive === true && !maySensitive;
  const had = initial !== undefined && permission && extent(initial, api, permission) === "all";
  const state = permission ? extent(selection, api, permission) : "none";

  return (
    <section className="overflow-hidden rounded-md border border-line">
      <header className="flex items-start justify-between gap-3 bg-sunken px-3.5 py-2.5">
        {permission ? (
          <Checkbox
            checked={state === "all"}
            indeterminate={state === "some"}
            disabled={locked && !had}
            onCheckedChange={(on) => onChange(tickPermission(selection, api, permission, on))}
            label={<span className="font-medium font-mono text-sm">{permission.name}</span>}
            hint={permission.description || undefined}
          />
        ) : (
          <div>
            <p className="font-medium">No permission required</p>
            <p className="text-muted text-sm">Granted one by one.</p>
          </div>
        )}
        <div className="flex shrink-0 items-center gap-2 text-muted text-xs">
          {permission?.sensitive && (
            <Badge tone="warn" icon={<ShieldAlert aria-hidden />}>
              Sensitive
            </Badge>
          )}
          {permission && count === 0 && "no endpoints"}
        </div>
      </header>
      {locked && (
        <p className="border-t px-3.5 py-2 text-sm text-warn">
          Only an owner or admin of the organization may grant this.
        </p>
      )}
      {endpoints.length > 0 && (
        <ul className="divide-y divide-line border-t">
          {endpoints.map((endpoint) => {
            const kept = initial !== undefined && isTicked(initial, api, endpoint);
            return (
              <li key={endpoint.id} className="px-3.5 py-2">
                <Checkbox
                  checked={isTicked(selection, api, endpoint)}
                  disabled={locked && !kept}
                  onCheckedChange={(on) => onChange(tickEndpoint(selection, api, endpoint, on))}
                  label={
                    <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
                      <MethodMark method={endpoint.method} />
                      <span className="break-all font-mono text-sm">{endpoint.path}</span>
                      {endpoint.summary && (
                        <span className="text-muted text-sm">{endpoint.summary}</span>
                      )}
                    </span>
                  }
                />
              </li>
            );
          })}
        </ul>
      )}
      {permission && count > endpoints.length && endpoints.length > 0 && (
        <p className="border-t px-3.5 py-2 text-muted text-xs">
          {endpointsOf(api, permission.name).length - endpoints.length} more not shown by the
          search; the permission grants them too.
        </p>
      )}
    </section>
  );
}
