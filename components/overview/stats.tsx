import { Stat } from "@/components/ui/stat";
import { TrafficStats } from "@/components/usage/traffic-stats";
import type { Overview } from "@/lib/overview/summary";
import type { UsageReport } from "@/lib/usage/summary";

const number = (value: number) => value.toLocaleString("en");

/** `usage`: of the last 24 hours. */
export function Stats({
  org,
  overview: { applications, keys },
  usage,
}: {
  org: string;
  overview: Overview;
  usage: Pick<UsageReport, "points" | "totals" | "before">;
}) {
  return (
    <div className="grid grid-cols-2 gap-3 max-lg:*:last:col-span-2 sm:gap-4 lg:grid-cols-5">
      <TrafficStats href={`/${org}/usage`} usage={usage} />
      <Stat
        label="Active keys"
        value={number(keys.active)}
        hint={`${number(applications.active)} active ${applications.active === 1 ? "application" : "applications"}`}
        href={`/${org}/keys?status=active`}
      />
      <Stat
        label="Expiring soon"
        value={number(keys.expiringSoon)}
        hint="Within 7 days"
        tone={keys.expiringSoon ? "warn" : undefined}
        href={`/${org}/keys?status=expiring&sort=expiresAt`}
      />
      <Stat
        label="Idle"
        value={number(keys.idle)}
        hint="Not used for 90 days"
        tone={keys.idle ? "warn" : undefined}
        href={`/${org}/keys/hygiene?finding=idle`}
      />
    </div>
  );
}
