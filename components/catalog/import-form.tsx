"use client";

import { ArrowLeft, FileInput } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { FormError } from "@/components/ui/form-error";
import { toast } from "@/components/ui/toast";
import { useAnswer } from "@/components/ui/use-answer";
import type { ImportResult } from "@/lib/catalog/import/result";
import { ImportConfirm } from "./import-confirm";
import { ImportDone } from "./import-done";
import { changesNothing, ImportPreview } from "./import-preview";
import { ImportSource } from "./import-source";
import { formOf, type ImportActions, type ImportWish, previewOf, type Source } from "./import-wish";

const nothing: ReadonlySet<string> = new Set();
const sourceFields: ReadonlySet<string> = new Set(["document", "url"]);

/** From a document by a preview to an import. `href` is where the endpoints are. */
export function ImportForm({ actions, href }: { actions: ImportActions; href: string }) {
  const [source, setSource] = useState<Source>();
  const [preview, setPreview] = useState<ImportResult>();
  const [remove, setRemove] = useState(nothing);
  /** A preview with what is ticked to go, which is asked about. */
  const [exact, setExact] = useState<ImportResult>();
  const [done, setDone] = useState<ImportResult>();

  const look = useAnswer(
    (wish: ImportWish) => previewOf(actions.preview, wish),
    (result) => {
      setPreview(result);
      setRemove(nothing);
    },
  );
  const check = useAnswer((wish: ImportWish) => actions.preview(formOf(wish)), setExact);
  const apply = useAnswer((wish: ImportWish) => actions.apply(formOf(wish)), applied);

  function applied(result: ImportResult) {
    setExact(undefined);
    setPreview(undefined);
    setDone(result);
    toast({ title: "Document imported" });
  }

  function forget() {
    look.reset();
    check.reset();
    apply.reset();
  }

  function start(next: Source, prefix?: string) {
    setSource(next);
    forget();
    look.submit({ source: next, prefix, remove: [] });
  }

  function back() {
    forget();
    setPreview(undefined);
  }

  if (done) {
    return <ImportDone result={done} href={href} onAgain={() => setDone(undefined)} />;
  }
  const { prefix = "", plan = "" } = preview ?? {};
  const atSource = !preview && look.failure?.errors.some(({ path }) => sourceFields.has(path));
  const failed = (atSource ? undefined : look.failure) ?? check.failure ?? apply.failure;
  const pending = look.pending || check.pending || apply.pending;
  return (
    <div className="flex flex-col gap-4">
      <div hidden={preview !== undefined}>
        <ImportSource
          pending={look.pending}
          errorAt={look.errorAt}
          onSource={(next) => start(next)}
        />
      </div>
      {preview && source && (
        <>
          <ImportPreview
            preview={preview}
            remove={remove}
            onRemove={setRemove}
            onPrefix={(next) => start(source, next)}
            pending={pending}
          />
          <FormError message={failed && wordsOf(failed)} requestId={failed?.requestId} />
          <div className="sticky bottom-0 -mx-4 flex flex-wrap justify-end gap-2 border-t bg-bg px-4 py-3">
            <Button icon={<ArrowLeft />} onClick={back} disabled={pending}>
              Another document
            </Button>
            {failed ? (
              <Button variant="primary" pending={pending} onClick={() => start(source, prefix)}>
                Preview again
              </Button>
            ) : (
              <Button
                variant="primary"
                icon={<FileInput />}
                pending={pending}
                disabled={changesNothing(preview) && remove.size === 0}
                onClick={() =>
                  remove.size > 0
                    ? check.submit({ source, prefix, remove: [...remove] })
                    : apply.submit({ source, prefix, remove: [], plan })
                }
              >
                {remove.size > 0 ? "Import and remove…" : "Import"}
              </Button>
            )}
          </div>
          {exact && (
            <ImportConfirm
              preview={exact}
              apply={() =>
                actions.apply(
                  formOf({
                    source,
                    prefix,
                    remove: [...remove],
                    removeGrants: true,
                    plan: exact.plan,
                  }),
                )
              }
              onApplied={applied}
              onClose={() => setExact(undefined)}
            />
          )}
        </>
      )}
      {!preview && <FormError message={failed && wordsOf(failed)} requestId={failed?.requestId} />}
    </div>
  );
}

const wordsOf = ({ message, errors }: { message: string; errors: { message: string }[] }) =>
  errors[0]?.message ?? message;
