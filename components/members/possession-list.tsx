import { RelativeTime } from "@/components/ui/relative-time";
import { EnvironmentBadge } from "@/components/ui/status-badge";
import type { Possessions } from "@/lib/members/summary";

const list = "max-h-40 divide-y divide-line overflow-y-auto rounded-md border border-line";
const row = "flex flex-wrap items-center justify-between gap-x-3 gap-y-1 px-3.5 py-2 text-sm";

export function OwnedApplications({ items }: { items: Possessions["applications"] }) {
  return (
    <ul className={list} aria-label="Applications">
      {items.map(({ id, name, activeKeys, lastUsedAt }) => (
        <li key={id} className={row}>
          <span className="min-w-0 truncate">{name}</span>
          <span className="text-muted">
            {activeKeys === 1 ? "1 active key" : `${activeKeys} active keys`}, last used{" "}
            <RelativeTime value={lastUsedAt} empty="never" />
          </span>
        </li>
      ))}
    </ul>
  );
}

export function OwnedKeys({ items }: { items: Possessions["keys"] }) {
  return (
    <ul className={list} aria-label="Keys">
      {items.map(({ id, name, applicationName, environment, lastUsedAt }) => (
        <li key={id} className={row}>
          <span className="min-w-0 truncate">
            {name} <span className="text-muted">of {applicationName}</span>
          </span>
          <span className="flex items-center gap-2 text-muted">
            <span>
              Last used <RelativeTime value={lastUsedAt} empty="never" />
            </span>
            <EnvironmentBadge environment={environment} />
          </span>
        </li>
      ))}
    </ul>
  );
}
