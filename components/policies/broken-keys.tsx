"use client";

import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Checkbox } from "@/components/ui/checkbox";
import { Notice } from "@/components/ui/notice";
import { RelativeTime } from "@/components/ui/relative-time";
import { EnvironmentBadge } from "@/components/ui/status-badge";
import type { Broken, BrokenKey } from "@/lib/policies/broken";
import { dayAhead, type ExceptionDrafts, exceptionId, exceptionPath } from "./exception-drafts";
import { ExceptionFields } from "./exception-fields";
import { ruleWords } from "./rule-words";

const words = ({ total, usedToday }: Broken) => ({
  title: total === 1 ? "1 key would break a rule" : `${total} keys would break a rule`,
  used:
    usedToday === 0
      ? "None of them was used in the last day."
      : usedToday === 1
        ? "1 of them was used in the last day."
        : `${usedToday} of them were used in the last day.`,
});

/** The keys that break what is demanded then; with `onChange` each can be excepted for a time. */
export function BrokenKeys({
  broken,
  exceptions,
  onChange,
  errorAt,
  children,
}: {
  broken: Broken;
  exceptions: ExceptionDrafts;
  onChange?: (exceptions: ExceptionDrafts) => void;
  errorAt: (path: string) => string | undefined;
  /** What is decided for all of them. */
  children: ReactNode;
}) {
  const { total, keys } = broken;
  if (total === 0) return <Notice tone="ok" title="No key breaks a rule by this." />;
  const { title, used } = words(broken);
  return (
    <section aria-label="Keys that would break a rule" className="flex flex-col gap-4">
      <Notice tone={broken.usedToday > 0 ? "warn" : "info"} title={title}>
        {used}
      </Notice>
      {children}
      <ul className="divide-y divide-line rounded-md border border-line">
        {keys.flatMap((key) =>
          key.breaches.map(({ rule, words: why }) => {
            const id = exceptionId(key.id, rule);
            return (
              <li key={id} className="flex flex-col gap-3 px-3.5 py-3">
                <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
                  <KeyWords item={key} rule={ruleWords[rule].name} why={why} />
                  {onChange && (
                    <Checkbox
                      label={<span className="text-sm">Except this key</span>}
                      checked={id in exceptions}
                      onCheckedChange={(checked) => onChange(toggled(exceptions, id, checked))}
                    />
                  )}
                </div>
                {onChange && exceptions[id] && (
                  <ExceptionFields
                    value={exceptions[id]}
                    errorAt={(part) => errorAt(`${exceptionPath(exceptions, id)}.${part}`)}
                    onChange={(next) => onChange({ ...exceptions, [id]: next })}
                  />
                )}
              </li>
            );
          }),
        )}
      </ul>
      {total > keys.length && (
        <p className="text-muted text-sm">
          And {(total - keys.length).toLocaleString("en")} more; those used last are shown.
        </p>
      )}
    </section>
  );
}

function toggled(exceptions: ExceptionDrafts, id: string, checked: boolean): ExceptionDrafts {
  if (checked) return { ...exceptions, [id]: { until: dayAhead(Date.now(), 30), reason: "" } };
  const { [id]: _gone, ...rest } = exceptions;
  return rest;
}

function KeyWords({ item, rule, why }: { item: BrokenKey; rule: string; why: string }) {
  return (
    <div className="min-w-0 flex-1 basis-80 text-sm">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-0 break-words">
          <span className="font-medium">{item.name}</span> of {item.application.name}
        </span>
        <EnvironmentBadge environment={item.environment} />
        {item.usedToday && <Badge tone="warn">Used in the last day</Badge>}
      </p>
      <p>
        <span className="font-medium">{rule}:</span> {why}
      </p>
      <p className="text-muted">
        {item.owner?.name ?? "Service-owned"} · last used{" "}
        <RelativeTime value={item.lastUsedAt} empty="never" />
      </p>
    </div>
  );
}
