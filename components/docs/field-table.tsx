import type { FieldRow } from "@/lib/openapi/field-rows";

export function FieldTable({ title, rows }: { title: string; rows: FieldRow[] }) {
  if (rows.length === 0) return null;
  return (
    <section>
      <h3 className="mb-1.5 font-medium text-muted text-sm">{title}</h3>
      <dl className="divide-y divide-line border-line border-y text-sm">
        {rows.map(({ name, type, required, description }) => (
          <div key={name} className="grid gap-x-4 py-1.5 sm:grid-cols-[16rem_1fr]">
            <dt className="break-words font-mono">
              {name}
              {required && <span className="ml-2 font-sans text-muted text-xs">required</span>}
            </dt>
            <dd className="min-w-0 break-words">
              {type}
              {description && <span className="text-muted">. {description}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
