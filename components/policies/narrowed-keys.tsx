import { Notice } from "@/components/ui/notice";
import { RelativeTime } from "@/components/ui/relative-time";
import { EnvironmentBadge } from "@/components/ui/status-badge";
import type { PolicyPreview } from "@/lib/policies/preview";

const grantsLost = (count: number) =>
  count === 1 ? "1 grant can’t be used" : `${count} grants can’t be used`;

/** The active keys that may do less then. */
export function NarrowedKeys({ narrowed: { total, keys } }: Pick<PolicyPreview, "narrowed">) {
  if (total === 0) return <Notice tone="ok" title="No active key may do less than it may now." />;
  return (
    <div className="flex flex-col gap-3">
      <Notice
        tone="warn"
        title={total === 1 ? "1 active key may do less" : `${total} active keys may do less`}
      >
        Requests for what is closed are refused at once. An approved request for access opens it
        again.
      </Notice>
      <ul className="divide-y divide-line rounded-md border border-line">
        {keys.map((key) => (
          <li
            key={key.id}
            className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 px-3.5 py-2.5 text-sm"
          >
            <span className="min-w-0">
              <span className="block truncate">
                <span className="font-medium">{key.name}</span> of {key.application.name}
              </span>
              <span className="text-muted">
                {key.owner.name} · last used <RelativeTime value={key.lastUsedAt} empty="never" />
              </span>
            </span>
            <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
              <EnvironmentBadge environment={key.environment} />
              <span className="tabular-nums">{grantsLost(key.grantsLost)}</span>
            </span>
          </li>
        ))}
      </ul>
      {total > keys.length && (
        <p className="text-muted text-sm">
          And {(total - keys.length).toLocaleString("en")} more; those used last are shown.
        </p>
      )}
    </div>
  );
}
