import type { ReactNode } from "react";

/** Words and what they mean, one row each. */
export function Terms({ rows }: { rows: readonly { term: string; meaning: ReactNode }[] }) {
  return (
    <dl className="divide-y divide-line rounded-lg border border-line bg-surface">
      {rows.map(({ term, meaning }) => (
        <div key={term} className="grid gap-x-6 gap-y-1 p-4 sm:grid-cols-[11rem_1fr]">
          <dt className="break-words font-mono text-sm">{term}</dt>
          <dd className="min-w-0">{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
