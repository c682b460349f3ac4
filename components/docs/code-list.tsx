export type ExplainedCode = {
  code: string;
  status?: number;
  meaning: string;
  remedy: string;
};

export function CodeList({ codes }: { codes: ExplainedCode[] }) {
  return (
    <dl className="divide-y divide-line rounded-lg border border-line bg-surface">
      {codes.map(({ code, status, meaning, remedy }) => (
        <div
          key={code}
          id={code.toLowerCase()}
          className="grid scroll-mt-6 gap-x-6 gap-y-1 p-4 target:bg-accent-soft sm:grid-cols-[16rem_1fr]"
        >
          <dt className="break-words font-mono text-sm">
            {code}
            {status !== undefined && <span className="ml-2 text-muted">{status}</span>}
          </dt>
          <dd>
            {meaning} <span className="text-muted">{remedy}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
