import { SensitiveMark } from "@/components/catalog/sensitive-mark";
import { MethodMark } from "@/components/grants/method-mark";
import type { AccessRequestDetail } from "@/lib/approvals/summary";

type Item = AccessRequestDetail["items"][number];

/** What is asked for, and the endpoints that each permission opens. */
export function RequestItems({ items }: { items: readonly Item[] }) {
  return (
    <ul className="divide-y divide-line border-t">
      {items.map((item) => (
        <li key={item.id} className="px-5 py-3">
          <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <ItemName item={item} />
            <span className="text-muted text-sm">of {item.api.name}</span>
            {item.sensitive && <SensitiveMark />}
          </div>
          <ItemNote item={item} />
          <Opened item={item} />
        </li>
      ))}
    </ul>
  );
}

function ItemName({ item: { permission, endpoint } }: { item: Item }) {
  if (permission)
    return <span className="break-all font-medium font-mono text-sm">{permission.name}</span>;
  if (endpoint) return <EndpointName {...endpoint} />;
  return null;
}

function ItemNote({ item: { permission, endpoint, granted } }: { item: Item }) {
  const note = permission?.description || endpoint?.summary;
  const only =
    endpoint &&
    `This endpoint only${endpoint.permission ? `, of those that require ${endpoint.permission}` : ""}.`;
  const had = granted && "Granted already: asked for beyond the ceiling of a role.";
  const words = [note, only, had].filter(Boolean).join(" · ");
  return words && <p className="mt-0.5 text-muted text-sm">{words}</p>;
}

function Opened({ item: { permission, opens } }: { item: Item }) {
  if (!permission) return null;
  if (opens.length === 0)
    return <p className="mt-1 text-muted text-sm">No endpoint requires it so far.</p>;
  return (
    <details className="mt-1.5 text-sm" open={opens.length <= 6}>
      <summary className="w-fit cursor-pointer text-muted">
        {opens.length === 1 ? "Opens 1 endpoint" : `Opens ${opens.length} endpoints`}
      </summary>
      <ul className="mt-1.5 flex max-h-72 flex-col gap-1 overflow-y-auto">
        {opens.map((endpoint) => (
          <li key={endpoint.id} className="flex flex-wrap items-baseline gap-x-2">
            <EndpointName {...endpoint} />
            {endpoint.summary && <span className="text-muted">{endpoint.summary}</span>}
          </li>
        ))}
      </ul>
    </details>
  );
}

function EndpointName({ method, path }: { method: string; path: string }) {
  return (
    <span className="flex min-w-0 items-baseline gap-2">
      <MethodMark method={method} />
      <span className="break-all font-mono text-sm">{path}</span>
    </span>
  );
}
