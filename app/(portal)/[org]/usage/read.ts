import { orNone } from "@/app/or-not-found";
import type { MemberActor } from "@/lib/access/actor";
import { usageNetworks } from "@/lib/history/networks";
import { getKey } from "@/lib/keys/get";
import { endpointName } from "@/lib/usage/name-endpoint";
import { usageReport } from "@/lib/usage/report";
import type { UsageScope } from "@/lib/usage/summary";
import { wasEverAsked } from "./ever";
import type { usageQuery } from "./query";

type Query = ReturnType<typeof usageQuery>;
type Scope = Pick<UsageScope, "application" | "key" | "api">;

/** What a page of usage shows. New is what was never asked for. */
export async function readUsage(
  actor: MemberActor,
  { time, filters }: Query,
  scope: Scope,
  zone: string,
) {
  const query = { ...time, zone, ...filters, ...scope };
  const [report, networks] = await Promise.all([
    usageReport(actor, query),
    usageNetworks(actor, query),
  ]);
  const isEmpty = report.totals.total === 0 && Object.keys(filters).length === 0;
  const isNew = isEmpty && !(await wasEverAsked(actor, scope));
  return { query, report, networks, isNew };
}

/** The filters that have no field of their own, by name. */
export async function filterChips(actor: MemberActor, { key, endpoint }: Query["filters"]) {
  return [
    ...(key
      ? [
          {
            param: "key",
            label: "Key",
            name: (await orNone(getKey(actor, key)))?.name ?? "Deleted key",
          },
        ]
      : []),
    ...(endpoint
      ? [{ param: "endpoint", label: "Endpoint", name: await endpointName(actor, endpoint) }]
      : []),
  ];
}
