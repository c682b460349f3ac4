"use client";

import { FileJson } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";
import { ImportProblem } from "./import-problem";
import { sizeWords } from "./import-wish";

/** Browsers take minutes to put a longer text into a text area; nobody would edit it there. */
const longest = 20_000;

/** A document that is typed or pasted; a long one is kept as it is, like a file. */
export function ImportText({
  pasted,
  error,
  onPasted,
}: {
  pasted: Blob | undefined;
  error: string | undefined;
  onPasted: (text: Blob | undefined) => void;
}) {
  if (pasted) {
    return (
      <div className="flex flex-col gap-1.5">
        <section
          aria-label="Document"
          className="flex flex-col items-center gap-3 rounded-lg border border-line-strong px-5 py-10 text-center"
        >
          <FileJson aria-hidden className="size-6 text-muted" />
          <p role="status">
            <span className="font-medium">Pasted text</span>{" "}
            <span className="text-muted">{sizeWords(pasted.size)}</span>
          </p>
          <Button onClick={() => onPasted(undefined)}>Paste another text</Button>
        </section>
        <ImportProblem message={error} />
      </div>
    );
  }
  return (
    <Field label="Document" error={error}>
      <Textarea
        name="document"
        mono
        rows={14}
        spellCheck={false}
        autoComplete="off"
        className="field-sizing-fixed max-h-[60dvh]"
        placeholder={"openapi: 3.1.0\ninfo:\n  title: Orders\npaths:\n  /orders: …"}
        onPaste={(event) => {
          const text = event.clipboardData.getData("text/plain");
          if (text.length <= longest) return;
          event.preventDefault();
          onPasted(new Blob([text]));
        }}
      />
    </Field>
  );
}
