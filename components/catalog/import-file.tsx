"use client";

import { FileJson } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { ImportProblem } from "./import-problem";
import { sizeWords } from "./import-wish";

/** A file that is chosen or dropped. */
export function ImportFile({
  file,
  error,
  onFile,
}: {
  file: File | undefined;
  error: string | undefined;
  onFile: (file: File) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  return (
    <div className="flex flex-col gap-1.5">
      <section
        aria-label="Document"
        className={cn(
          "flex flex-col items-center gap-3 rounded-lg border border-line-strong border-dashed px-5 py-10 text-center transition-colors",
          over && "border-accent bg-accent-soft",
        )}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          const [dropped] = event.dataTransfer.files;
          if (dropped) onFile(dropped);
        }}
      >
        <FileJson aria-hidden className="size-6 text-muted" />
        <p aria-live="polite">
          {file ? (
            <>
              <span className="break-all font-medium">{file.name}</span>{" "}
              <span className="text-muted">{sizeWords(file.size)}</span>
            </>
          ) : (
            "Drop a file here, JSON or YAML, up to 5 MiB"
          )}
        </p>
        <Button onClick={() => input.current?.click()}>
          {file ? "Choose another file" : "Choose a file"}
        </Button>
        <input
          ref={input}
          type="file"
          aria-label="OpenAPI document"
          accept=".json,.yaml,.yml,.txt,application/json,application/yaml,text/yaml"
          className="sr-only"
          tabIndex={-1}
          onChange={(event) => {
            const [chosen] = event.target.files ?? [];
            event.target.value = "";
            if (chosen) onFile(chosen);
          }}
        />
      </section>
      <ImportProblem message={error} />
    </div>
  );
}
