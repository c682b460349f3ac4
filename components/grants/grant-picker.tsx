"use client";

import { Search } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import type { CatalogApi } from "@/lib/catalog/summary";
import { ApiChoice } from "./api-choice";
import { PermissionGroup, type Ticking } from "./permission-group";
import { endpointsOf, ofApi, type Part, tickReads, without } from "./selection";

/** An API with more endpoints is shown by its permissions, to be opened one by one. */
const fewEndpoints = 30;

/** `focus`: what the viewer came for; it is in sight at first. */
export function GrantPicker({
  catalog,
  focus,
  ...ticking
}: Ticking & { catalog: CatalogApi[]; focus?: Part | undefined }) {
  const { selection, onChange } = ticking;
  const [slug, setSlug] = useState(
    () => focus?.api.slug ?? catalog.find((one) => ofApi(selection, one).length > 0)?.slug,
  );
  const [text, setText] = useState(() => searchFor(focus));
  const api = catalog.find((one) => one.slug === slug) ?? catalog[0];
  if (!api) return null;
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = groupsOf(api, words);

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
        {groups.map(({ permission, endpoints }) => (
          <PermissionGroup
            // A search opens what it finds, a new one anew.
            key={`${api.slug} ${permission?.name} ${words.length > 0}`}
            api={api}
            permission={permission}
            endpoints={endpoints}
            startsOpen={words.length > 0 || api.endpointList.length <= fewEndpoints}
            {...ticking}
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

/** In a large API the viewer sees what they came for by a search for it. */
function searchFor(focus: Part | undefined): string {
  if (!focus || focus.api.endpointList.length <= fewEndpoints) return "";
  const { endpoint, permission } = focus;
  return endpoint ? `${endpoint.method} ${endpoint.path}` : (permission?.name ?? "");
}

function groupsOf(api: CatalogApi, words: string[]) {
  return [...api.permissionList, null].flatMap((permission) => {
    const head = `${permission?.name ?? ""} ${permission?.description ?? ""}`.toLowerCase();
    const matches = (content: string) =>
      words.every((word) => content.includes(word) || head.includes(word));
    const endpoints = endpointsOf(api, permission?.name ?? null).filter(
      ({ method, path, summary }) => matches(`${method} ${path} ${summary}`.toLowerCase()),
    );
    const shown = endpoints.length > 0 || (permission !== null && matches(""));
    return shown ? [{ permission, endpoints }] : [];
  });
}
