"use client";

import { FileUp, Link2, ScanSearch, TextCursorInput } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SegmentedControl } from "@/components/ui/segmented-control";
import { ImportFile } from "./import-file";
import { ImportText } from "./import-text";
import { largestDocument, type Source } from "./import-wish";

const kinds = [
  { value: "text", label: "Paste", icon: <TextCursorInput aria-hidden /> },
  { value: "file", label: "File", icon: <FileUp aria-hidden /> },
  { value: "url", label: "Address", icon: <Link2 aria-hidden /> },
];

const tooLarge = "Larger than 5 MiB. Leave out its examples, or write it without indentation.";

/** Where the document is taken from: pasted, a file, or an address. */
export function ImportSource({
  pending,
  errorAt,
  onSource,
}: {
  pending: boolean;
  errorAt: (path: string) => string | undefined;
  onSource: (source: Source) => void;
}) {
  const [kind, setKind] = useState("text");
  const [file, setFile] = useState<File>();
  const [pasted, setPasted] = useState<Blob>();
  const [early, setEarly] = useState<string>();
  const problem = early ?? errorAt("document");

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    if (kind === "url") {
      onSource({ url: String(form.get("url") ?? "") });
      return;
    }
    const typed = pasted ?? new Blob([String(form.get("document") ?? "")]);
    const text = kind === "file" ? file : typed;
    if (!text || text.size === 0)
      setEarly(kind === "file" ? "Choose a file." : "Paste a document.");
    else if (text.size > largestDocument) setEarly(tooLarge);
    else {
      setEarly(undefined);
      onSource({ text });
    }
  }

  return (
    <Card
      title="Import an OpenAPI document"
      description="Version 3.0 or 3.1, as JSON or YAML. Permissions come from its OAuth scopes, or are proposed by tag. Nothing is imported before you have seen what would change."
    >
      <form className="flex flex-col gap-5" onSubmit={submit}>
        <div>
          <SegmentedControl
            label="Where the document is"
            options={kinds}
            value={kind}
            onValueChange={(next) => {
              setKind(next);
              setEarly(undefined);
            }}
          />
        </div>
        {kind === "text" && (
          <ImportText
            pasted={pasted}
            error={problem}
            onPasted={(next) => {
              setPasted(next);
              setEarly(next && next.size > largestDocument ? tooLarge : undefined);
            }}
          />
        )}
        {kind === "file" && (
          <ImportFile
            file={file}
            error={problem}
            onFile={(next) => {
              setFile(next);
              setEarly(next.size > largestDocument ? tooLarge : undefined);
            }}
          />
        )}
        {kind === "url" && (
          <Field
            label="Address"
            error={errorAt("url")}
            hint="Fetched by this server, without credentials: from public addresses only, up to 5 MiB within 10 seconds."
          >
            <Input
              name="url"
              mono
              required
              inputMode="url"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              placeholder="https://api.example.com/openapi.json"
            />
          </Field>
        )}
        <div className="flex justify-end">
          <Button type="submit" variant="primary" pending={pending} icon={<ScanSearch />}>
            Preview
          </Button>
        </div>
      </form>
    </Card>
  );
}
