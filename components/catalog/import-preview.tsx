"use client";

import { useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import type { AbsentItem, ImportResult } from "@/lib/catalog/import/result";
import { counted } from "./counted";
import {
  AddedRow,
  AffectedRow,
  ChangedRow,
  GrantedMark,
  ItemName,
  SkippedRow,
} from "./import-rows";
import { ImportSection } from "./import-section";

export const changesNothing = ({ added, changed, removed }: ImportResult): boolean =>
  added.length + changed.length + removed.length === 0;

/** What an import would do; what the document doesn't have can be ticked to go. */
export function ImportPreview({
  preview,
  remove,
  onRemove,
  onPrefix,
  pending,
}: {
  preview: ImportResult;
  remove: ReadonlySet<string>;
  onRemove: (ids: ReadonlySet<string>) => void;
  onPrefix: (prefix: string) => void;
  pending: boolean;
}) {
  const [text, setText] = useState("");
  const wanted = text.trim().toLowerCase();
  const matching = <Item,>(items: Item[], words: (item: Item) => (string | null | undefined)[]) =>
    wanted === ""
      ? items
      : items.filter((item) => words(item).some((word) => word?.toLowerCase().includes(wanted)));
  const { added, changed, kept, skipped, affectedGrants, affected, unchanged } = preview;
  const skippedItems = skipped.map((item) => ({
    ...item,
    name: `${item.method ?? ""} ${item.path}`,
  }));
  const affectedItems = affectedGrants.map((item) => ({
    ...item,
    name: `${item.application.name} ${item.grant}`,
  }));

  function tick(item: AbsentItem, checked: boolean) {
    const next = new Set(remove);
    if (checked) next.add(item.id);
    else next.delete(item.id);
    onRemove(next);
  }

  return (
    <div className="flex flex-col gap-4">
      <Summary preview={preview} />
      <PrefixChoice preview={preview} pending={pending} onPrefix={onPrefix} />
      {changesNothing(preview) && (
        <Notice tone="ok" role="status" title="Nothing changes">
          {`The catalogue says already what the document says of ${counted(unchanged.endpoints, "endpoint")} and ${counted(unchanged.permissions, "permission")}.`}
        </Notice>
      )}
      <Input
        type="search"
        aria-label="Search the preview"
        placeholder="Method, path, permission…"
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="sm:max-w-80"
      />
      <ImportSection
        title="Affected grants"
        description={`Applications whose grants reach other endpoints afterwards: ${affected.applications}.`}
        items={matching(affectedItems, (it) => [it.name])}
        all={affected.grants}
        row={(item) => <AffectedRow item={item} />}
      />
      <ImportSection
        title="Changed"
        description="Their ids and grants stay."
        items={matching(changed, (it) => [it.name, ...Object.values(it.after).map(String)])}
        all={changed.length}
        row={(item) => <ChangedRow item={item} />}
      />
      <ImportSection
        title="Not in the document"
        description="These stay, unless you tick them: then they are removed, and with them what applications are granted of them."
        items={matching(kept, (it) => [it.name, ...it.grantedTo.first])}
        all={kept.length}
        actions={
          <Checkbox
            label="Remove all"
            checked={kept.every(({ id }) => remove.has(id))}
            indeterminate={remove.size > 0 && !kept.every(({ id }) => remove.has(id))}
            onCheckedChange={(checked) =>
              onRemove(new Set(checked ? kept.map(({ id }) => id) : []))
            }
          />
        }
        row={(item) => (
          <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
            <Checkbox
              label={<ItemName name={item.name} />}
              checked={remove.has(item.id)}
              onCheckedChange={(checked) => tick(item, checked)}
            />
            <GrantedMark grantedTo={item.grantedTo} />
          </div>
        )}
      />
      <ImportSection
        title="Skipped"
        description="Operations that can’t become endpoints, and why."
        items={matching(skippedItems, (it) => [it.name, it.reason])}
        all={skipped.length}
        row={(item) => <SkippedRow item={item} />}
      />
      <ImportSection
        title="Added"
        items={matching(added, (it) => [
          it.name,
          ...(it.kind === "endpoint" ? [it.permission, it.summary] : [it.description]),
        ])}
        all={added.length}
        row={(item) => <AddedRow item={item} />}
      />
    </div>
  );
}

function Summary({ preview }: { preview: ImportResult }) {
  const { document, unchanged, added, changed, kept, skipped } = preview;
  const facts = [
    [added.length, "added"],
    [changed.length, "changed"],
    [unchanged.endpoints + unchanged.permissions, "unchanged"],
    [kept.length, "not in the document"],
    [skipped.length, "skipped"],
  ] as const;
  return (
    <div className="flex flex-col gap-1">
      <h2 className="font-semibold text-lg">{document.title || "OpenAPI document"}</h2>
      <p className="text-muted">
        {document.version && `Version ${document.version} · `}OpenAPI {document.openapi}
      </p>
      <p className="flex flex-wrap gap-x-4 gap-y-1 tabular-nums">
        {facts.map(([count, words]) => (
          <span key={words} className={count === 0 ? "text-muted" : undefined}>
            <b className="font-semibold">{count.toLocaleString("en")}</b> {words}
          </span>
        ))}
      </p>
    </div>
  );
}

function PrefixChoice({
  preview: { server, prefix },
  pending,
  onPrefix,
}: {
  preview: ImportResult;
  pending: boolean;
  onPrefix: (prefix: string) => void;
}) {
  const path = prefix || server?.path;
  if (!server || !path) return null;
  return (
    <Notice title={`The document’s paths are below ${server.url}`}>
      <div className="mt-1.5">
        <Checkbox
          label={
            <>
              Put <code className="font-mono">{path}</code> before every path
            </>
          }
          hint="Where your gateway passes on the whole path of a request."
          checked={prefix !== ""}
          disabled={pending}
          onCheckedChange={(checked) => onPrefix(checked ? path : "")}
        />
      </div>
    </Notice>
  );
}
