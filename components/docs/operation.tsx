import { ChevronRight } from "lucide-react";
import type { OperationView } from "@/lib/openapi/reference";
import { FieldTable } from "./field-table";

/** Folded until it is asked for; a link to its id unfolds it. */
export function Operation({ operation }: { operation: OperationView }) {
  const { id, method, path, summary, description, credential, headers, parameters, fields } =
    operation;
  return (
    <details className="group border-line border-b last:border-b-0">
      <summary className="grid cursor-pointer list-none grid-cols-[1rem_4rem_1fr] items-baseline gap-x-2 px-4 py-2.5 hover:bg-sunken sm:grid-cols-[1rem_4rem_minmax(0,1.2fr)_1fr] [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          className="mt-1 size-3.5 self-start text-muted transition-transform group-open:rotate-90"
        />
        <span className="font-mono text-muted text-sm">{method}</span>
        <span className="min-w-0 break-words font-mono text-sm">{path}</span>
        <span className="col-start-3 text-muted text-sm sm:col-start-4">{summary}</span>
      </summary>
      <div id={id} className="flex scroll-mt-20 flex-col gap-5 px-4 pt-2 pb-6 sm:pl-10">
        <p>
          {description && <>{description} </>}
          <span className="text-muted">{credential}.</span>
        </p>
        <FieldTable title="Headers" rows={headers} />
        <FieldTable title="Query parameters" rows={parameters} />
        <FieldTable title="Body" rows={fields} />
        <Sample title="Request" text={operation.request} />
        <Sample title={`Answer ${operation.status}`} text={operation.answer ?? "No body."} />
        <p className="text-sm">
          <span className="text-muted">Refusals: </span>
          <span className="font-mono">{operation.refusals}</span>
          {operation.conflict && <span className="text-muted">. 409: {operation.conflict}</span>}
        </p>
      </div>
    </details>
  );
}

function Sample({ title, text }: { title: string; text: string | null }) {
  if (text === null) return null;
  return (
    <section>
      <h3 className="mb-1.5 font-medium text-muted text-sm">{title}</h3>
      <pre className="whitespace-pre-wrap break-words rounded-md border border-line bg-sunken px-3.5 py-3 font-mono text-sm leading-5.5">
        {text}
      </pre>
    </section>
  );
}
