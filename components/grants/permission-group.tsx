"use client";

import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { SensitiveMark } from "@/components/catalog/sensitive-mark";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { cn } from "@/components/ui/cn";
import type { CatalogApi, EndpointSummary, PermissionSummary } from "@/lib/catalog/summary";
import { EndpointLabel } from "./endpoint-label";
import {
  endpointsOf,
  extent,
  type GrantWish,
  isTicked,
  type Selection,
  tickEndpoint,
  tickPermission,
} from "./selection";

/** So many endpoints are drawn at once, until more are asked for. */
const portion = 50;

/** What the viewer may tick, and what they can do about the rest. */
export type Ticking = {
  selection: Selection;
  onChange: (selection: Selection) => void;
  /** What was granted already: it may be kept also by who may not grant it anew. */
  initial?: Selection | undefined;
  maySensitive: boolean;
  onRequest?: ((wish: GrantWish) => void) | undefined;
};

export function PermissionGroup({
  api,
  permission,
  endpoints,
  startsOpen,
  selection,
  onChange,
  initial,
  maySensitive,
  onRequest,
}: Ticking & {
  api: CatalogApi;
  permission: PermissionSummary | null;
  /** Those that the search leaves. */
  endpoints: EndpointSummary[];
  startsOpen: boolean;
}) {
  const [chosen, setChosen] = useState<boolean>();
  const [most, setMost] = useState(portion);
  const all = endpointsOf(api, permission?.name ?? null);
  const open = chosen ?? startsOpen;
  const locked = permission?.sensitive === true && !maySensitive;
  const had = initial !== undefined && permission && extent(initial, api, permission) === "all";
  const state = permission ? extent(selection, api, permission) : "none";
  const ticked = all.filter((endpoint) => isTicked(selection, api, endpoint)).length;
  const name = permission?.name ?? "No permission required";
  const hidden = all.length - endpoints.length;

  return (
    <section aria-label={name} className="overflow-hidden rounded-md border border-line">
      <header className="flex items-start gap-1.5 bg-sunken py-2 pr-3.5 pl-1.5">
        <button
          type="button"
          aria-expanded={open}
          aria-label="Endpoints"
          disabled={all.length === 0}
          onClick={() => setChosen(!open)}
          className="flex size-7 shrink-0 items-center justify-center rounded-sm text-muted transition-colors hover:bg-idle-soft disabled:invisible"
        >
          <ChevronRight
            aria-hidden
            className={cn("size-4 transition-transform", open && "rotate-90")}
          />
        </button>
        <div className="flex min-w-0 flex-1 flex-wrap items-start justify-between gap-x-3 gap-y-1 py-1">
          {permission ? (
            <Checkbox
              checked={state === "all"}
              indeterminate={state === "some"}
              disabled={locked && !had}
              onCheckedChange={(on) => onChange(tickPermission(selection, api, permission, on))}
              label={<span className="break-all font-medium font-mono text-sm">{name}</span>}
              hint={permission.description || undefined}
              className="min-w-0"
            />
          ) : (
            <div>
              <p className="font-medium">{name}</p>
              <p className="text-muted text-sm">Granted one by one.</p>
            </div>
          )}
          <div className="flex min-h-5.5 shrink-0 items-center gap-2 text-muted text-xs tabular-nums">
            {permission?.sensitive && <SensitiveMark />}
            {extentWords(ticked, all.length)}
          </div>
        </div>
      </header>
      {locked && permission && !had && (
        <div className="flex flex-wrap items-center justify-between gap-2 border-t px-3.5 py-2 text-sm">
          <span className="text-warn">Only an owner or admin may grant this.</span>
          {onRequest ? (
            <Button
              size="sm"
              onClick={() => onRequest({ api: api.slug, permission: permission.name })}
            >
              Request access
            </Button>
          ) : (
            <span className="text-muted">Ask for it once the application is there.</span>
          )}
        </div>
      )}
      {open && endpoints.length > 0 && (
        <ul className="divide-y divide-line border-t">
          {endpoints.slice(0, most).map((endpoint) => {
            const kept = initial !== undefined && isTicked(initial, api, endpoint);
            return (
              <li key={endpoint.id} className="py-2 pr-3.5 pl-10">
                <Checkbox
                  checked={isTicked(selection, api, endpoint)}
                  disabled={locked && !kept}
                  onCheckedChange={(on) => onChange(tickEndpoint(selection, api, endpoint, on))}
                  label={<EndpointLabel {...endpoint} />}
                />
              </li>
            );
          })}
        </ul>
      )}
      {open && endpoints.length > most && (
        <div className="border-t px-2 py-1.5">
          <Button variant="quiet" size="sm" onClick={() => setMost(endpoints.length)}>
            Show {endpoints.length - most} more
          </Button>
        </div>
      )}
      {open && permission && hidden > 0 && (
        <p className="border-t px-3.5 py-2 text-muted text-xs">
          {hidden} more not shown by the search; the permission grants them too.
        </p>
      )}
    </section>
  );
}

function extentWords(ticked: number, all: number): string {
  if (all === 0) return "no endpoints";
  if (ticked > 0) return `${ticked} of ${all}`;
  return all === 1 ? "1 endpoint" : `${all} endpoints`;
}
