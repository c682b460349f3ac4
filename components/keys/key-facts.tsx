"use client";

import type { ReactNode } from "react";
import { KeyValueList } from "@/components/ui/key-value-list";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { EnvironmentBadge } from "@/components/ui/status-badge";
import type { KeyListItem } from "@/lib/keys/summary";
import type { KeyLook } from "./key-actions";
import { handleOf } from "./key-handle";
import { trafficWords } from "./traffic-words";
import type { Look } from "./use-look";

/** Which key it is and who would miss it. */
export function KeyFacts({ item, look }: { item: KeyListItem; look: Look<KeyLook> | undefined }) {
  const handle = handleOf(item);
  return (
    <KeyValueList
      items={[
        {
          label: "Application",
          value: item.applicationName,
          hint: <EnvironmentBadge environment={item.environment} />,
        },
        {
          label: handle.label,
          value: <code className="break-all text-sm">{handle.value}</code>,
        },
        {
          label: "Last used",
          value: <RelativeTime value={item.lastUsedAt} />,
          hint: item.lastUsedNetwork && `from ${item.lastUsedNetwork}`,
        },
        ...(look
          ? [
              {
                label: "Last hour",
                value: known(look, ({ traffic }) => trafficWords(traffic)),
                hint: look.data?.networks.length ? `from ${look.data.networks.join(", ")}` : null,
              },
            ]
          : []),
      ]}
    />
  );
}

function known({ data, failure }: Look<KeyLook>, show: (data: KeyLook) => ReactNode): ReactNode {
  if (data) return show(data);
  return failure ? "Unknown" : <Skeleton className="h-5 w-28" />;
}
