"use client";

import { useState } from "react";
import { CodeBlock } from "@/components/ui/code-block";
import { SegmentedControl } from "@/components/ui/segmented-control";
import type { Snippet } from "./snippets";

export function SnippetTabs({ snippets }: { snippets: Snippet[] }) {
  const [id, setId] = useState(snippets[0]?.id ?? "");
  const snippet = snippets.find((one) => one.id === id);
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <div className="overflow-x-auto">
        <SegmentedControl
          label="Language"
          value={id}
          onValueChange={setId}
          options={snippets.map((one) => ({ value: one.id, label: one.label }))}
        />
      </div>
      {snippet && (
        <>
          <CodeBlock label={snippet.label} code={snippet.code} />
          <p className="-mt-1 text-muted text-sm">{snippet.hint}</p>
        </>
      )}
    </div>
  );
}
