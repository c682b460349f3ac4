"use client";

import { useState } from "react";
import { CodeBlock } from "./code-block";
import { SegmentedControl } from "./segmented-control";

/** Code to copy. `file` says where it goes, where it goes into a file. */
export type Snippet = { id: string; label: string; hint: string; code: string; file?: string };

export function SnippetTabs({ label, snippets }: { label: string; snippets: Snippet[] }) {
  const [id, setId] = useState(snippets[0]?.id ?? "");
  const snippet = snippets.find((one) => one.id === id);
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <div className="overflow-x-auto">
        <SegmentedControl
          label={label}
          value={id}
          onValueChange={setId}
          options={snippets.map((one) => ({ value: one.id, label: one.label }))}
        />
      </div>
      {snippet && (
        <>
          <p className="max-w-prose text-muted text-sm">{snippet.hint}</p>
          <CodeBlock key={id} label={snippet.file ?? snippet.label} code={snippet.code} />
        </>
      )}
    </div>
  );
}
