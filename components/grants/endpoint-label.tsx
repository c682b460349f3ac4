import { DeprecatedMark } from "@/components/catalog/deprecated-mark";
import { MethodMark } from "./method-mark";

export function EndpointLabel({
  method,
  path,
  summary,
  deprecated,
}: {
  method: string;
  path: string;
  summary?: string;
  deprecated?: boolean;
}) {
  return (
    <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
      <span className="flex min-w-0 items-baseline gap-x-2">
        <MethodMark method={method} />
        <span className="break-all font-mono text-sm">{path}</span>
      </span>
      {deprecated && <DeprecatedMark />}
      {summary && <span className="text-muted text-sm">{summary}</span>}
    </span>
  );
}
