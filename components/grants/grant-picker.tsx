"use client";

import { Boxes, Search } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Input } from "@/components/ui/input";
import type { CatalogApi } from "@/lib/catalog/summary";
import { PermissionGroup } from "./permission-group";
import { ofApi, type Selection, tickReads, without } from "./selection";

/** `initial`: what was granted already, and may be kept also by who may not grant it anew. */
export function GrantPicker({
  catalog,
  selection,
  onChange,
  initial,
  maySensitive,
}: {
  catalog: CatalogApi[];
  selection: Selection;
  onChange: (selection: Selection) => void;
  initial?: Selection;
  maySensitive: boolean;
}) {
  const [slug, setSlug] = useState(
    () => catalog.find((one) => ofApi(selection, one).length > 0)?.slug,
  );
  const [text, setText] = useState("");
  const api = catalog.find((one) => one.slug === slug) ?? catalog[0];
  if (!api) return null;
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (content: string) => words.every((word) => content.toLowerCase().includes(word));
  const groups = groupsOf(api)
    .map((group) => {
      const head = `${group.permission?.name ?? ""} ${group.permission?.description ?? ""}`;
      return {
        ...group,
        shown: group.endpoints.filter((e) => matches(`${e.method} ${e.path} ${e.summary} ${head}`)),
        headMatches: matches(head),
      };
    })
    .filter((group) => group.shown.length > 0 || (group.permission && group.headMatches));

  return (
    <div className="grid shrink-0 gap-4 md:grid-cols-[13rem_minmax(0,1fr)]">
      <ApiChoice catalog={catalog} current={api.slug} selection={selection} onChoose={setSlug} />
      <div className="flex min-w-0 flex-col gap-3">
        <div className="flex flex-wrap items-center gap-2">
          <div className="relative min-w-0 flex-1 basis-48">
            <Search
              aria-hidden
              className="pointer-events-none absolute inset-y-0 left-3 z-10 my-auto size-4 text-muted"
            />
            <Input
              type="search"
              aria-label={`Search the endpoints of ${api.name}`}
              placeholder="Search endpoints"
              value={text}
              onChange={(event) => setText(event.target.value)}
              className="pl-9"
            />
          </div>
          <Button onClick={() => onChange(tickReads(selection, api))}>Select all reads</Button>
          {ofApi(selection, api).length > 0 && (
            <Button variant="quiet" onClick={() => onChange(without(selection, api))}>
              Clear
            </Button>
          )}
        </div>
        {groups.map(({ permission, endpoints, shown }) => (
          <PermissionGroup
            key={permission?.name ?? "none"}
            api={api}
            permission={permission}
            endpoints={shown}
            count={endpoints.length}
            selection={selection}
            onChange={onChange}
            initial={initial}
            maySensitive={maySensitive}
          />
        ))}
        {groups.length === 0 && (
          <p className="rounded-md border border-line border-dashed px-4 py-8 text-center text-muted">
            {words.length > 0
              ? `Nothing in ${api.name} matches “${text}”.`
              : `${api.name} has no endpoints or permissions yet.`}
          </p>
        )}
      </div>
    </div>
  );
}

function groupsOf(api: CatalogApi) {
  const free = api.endpointList.filter((endpoint) => !endpoint.permission);
  return [
    ...api.permissionList.map((permission) => ({
      permission,
      endpoints: api.endpointList.filter((e) => e.permission?.name === permission.name),
    })),
    ...(free.length > 0 ? [{ permission: null, endpoints: free }] : []),
  ];
}

function ApiChoice({
  catalog,
  current,
  selection,
  onChoose,
}: {
  catalog: CatalogApi[];
  current: string;
  selection: Selection;
  onChoose: (slug: string) => void;
}) {
  return (
    <fieldset className="flex min-w-0 gap-1 overflow-x-auto md:flex-col">
      <legend className="mb-2 font-medium max-md:sr-only">API</legend>
      {catalog.map((api) => {
        const here = api.slug === current;
        const chosen = ofApi(selection, api).length;
        return (
          <button
            key={api.slug}
            type="button"
            aria-pressed={here}
            onClick={() => onChoose(api.slug)}
            className={cn(
              "flex shrink-0 items-center gap-2 rounded-md px-3 py-2 text-left transition-colors",
              here ? "bg-accent-soft font-medium text-accent" : "text-muted hover:bg-idle-soft",
            )}
          >
            <Boxes aria-hidden className="size-4 shrink-0" />
            <span className="min-w-0 flex-1 truncate">{api.name}</span>
            {chosen > 0 && (
              <span className="rounded-full bg-accent px-1.5 text-on-accent text-xs tabular-nums">
                {chosen}
                <span className="sr-only"> chosen</span>
              </span>
            )}
          </button>
        );
      })}
    </fieldset>
  );
}
